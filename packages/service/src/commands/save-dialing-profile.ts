import type { DialingProfileChangeJson, NewDialingProfileJson } from '@tact/api';
import type { RuleId } from '@tact/engine';
import type { DialingProfile, DialingProfileId } from '@tact/store';
import { found } from '../command-error.ts';
import { assertPicksExist, picksOf, pickRule, unpickRule } from './campaign-picks.ts';
import type { Caller, Parts } from './context.ts';
import { assertRoomForProfile } from './ruleset-room.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** Creates a dialing profile. */
export async function createDialingProfile(
  parts: Parts,
  caller: Caller,
  json: NewDialingProfileJson,
): Promise<DialingProfile> {
  const profile = { name: json.name, ...picksOf(json) };
  await assertPicksExist(parts, caller, profile);
  await assertRoomForProfile(parts, caller, null, profile);
  return parts.store.dialingProfiles.create(caller.organizationId, profile, caller.actor);
}

/** Changes the named fields of a dialing profile. From the return on every group that names it is held to its new picks (S5). */
export async function updateDialingProfile(
  parts: Parts,
  caller: Caller,
  id: DialingProfileId,
  { version, ...change }: DialingProfileChangeJson,
): Promise<DialingProfile> {
  const { dialingProfiles } = parts.store;
  const { organizationId, actor } = caller;
  const current = found(await dialingProfiles.get(organizationId, id), 'dialing profile');
  if (current.version !== version) throw versionConflict(current.version);
  const next = { name: change.name ?? current.name, ...picksOf(change, current) };
  await assertPicksExist(parts, caller, next);
  await assertRoomForProfile(parts, caller, id, next);
  return onVersion(
    () => dialingProfiles.update(organizationId, id, version, next, actor),
    () => dialingProfiles.get(organizationId, id),
  );
}

/** Picks one rule on a dialing profile. */
export function pickRuleOnProfile(
  parts: Parts,
  caller: Caller,
  pick: { readonly id: DialingProfileId; readonly ruleId: RuleId },
): Promise<DialingProfile> {
  return pickRule(parts, caller, parts.store.dialingProfiles, 'dialing profile', pick, (_, picks) =>
    assertRoomForProfile(parts, caller, pick.id, picks),
  );
}

/** Takes one rule out of a dialing profile. */
export function unpickRuleOnProfile(
  parts: Parts,
  caller: Caller,
  pick: { readonly id: DialingProfileId; readonly ruleId: RuleId },
): Promise<DialingProfile> {
  return unpickRule(parts, caller, parts.store.dialingProfiles, pick);
}
