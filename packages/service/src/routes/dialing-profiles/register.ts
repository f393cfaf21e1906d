import { endpoints } from '@tact/api';
import { formatInstant, type RuleId } from '@tact/engine';
import type { DialingProfile, DialingProfileId } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import {
  createDialingProfile,
  pickRuleOnProfile,
  unpickRuleOnProfile,
  updateDialingProfile,
} from '../../commands/save-dialing-profile.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of dialing profiles. */
export function registerDialingProfiles({ route }: Router, parts: Parts): void {
  const { dialingProfiles } = endpoints;
  const { store } = parts;
  route(dialingProfiles.create, async ({ body, caller }) =>
    answer(201, profileJson(await createDialingProfile(parts, caller, body))),
  );
  route(dialingProfiles.list, async ({ query, caller }) => {
    const page = await store.dialingProfiles.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, profileJson));
  });
  route(dialingProfiles.get, async ({ params, caller }) => {
    const profile = await store.dialingProfiles.get(caller.organizationId, params.id as DialingProfileId);
    return answer(200, profileJson(found(profile, 'dialing profile')));
  });
  route(dialingProfiles.update, async ({ params, body, caller }) =>
    answer(200, profileJson(await updateDialingProfile(parts, caller, params.id as DialingProfileId, body))),
  );
  route(dialingProfiles.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.dialingProfiles.delete(organizationId, params.id as DialingProfileId, actor);
    return answer(204, null);
  });
  route(dialingProfiles.pickRule, async ({ params, caller }) =>
    answer(200, profileJson(await pickRuleOnProfile(parts, caller, pickOf(params)))),
  );
  route(dialingProfiles.unpickRule, async ({ params, caller }) =>
    answer(200, profileJson(await unpickRuleOnProfile(parts, caller, pickOf(params)))),
  );
}

function pickOf({ id, ruleId }: { readonly id: string; readonly ruleId: string }) {
  return { id: id as DialingProfileId, ruleId: ruleId as RuleId };
}

function profileJson({ createdAt, updatedAt, ...profile }: DialingProfile) {
  return { ...profile, createdAt: formatInstant(createdAt), updatedAt: formatInstant(updatedAt) };
}
