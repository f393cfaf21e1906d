import { API_LIMITS, type NewPreDialValidationJson, type PreDialValidationChangeJson } from '@tact/api';
import type { OrganizationId } from '@tact/engine';
import { uuidV7, type PreDialValidation } from '@tact/store';
import type { ChannelSurroundings } from '../channels/channel-surroundings.ts';
import { CommandError, found } from '../command-error.ts';
import { headersProblem, sealHeaders } from '../pre-dial/headers.ts';
import type { Caller, Parts } from './context.ts';
import { assertCodesKnown } from './save-disposition.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** What the commands of pre-dial validations work with. */
export type PreDialParts = Parts & Pick<ChannelSurroundings, 'secretBox' | 'guard'>;

/** Creates a pre-dial validation. Its headers are sealed here, and are nowhere else from then on. */
export async function createPreDialValidation(
  parts: PreDialParts,
  caller: Caller,
  json: NewPreDialValidationJson,
): Promise<PreDialValidation> {
  const { organizationId, actor } = caller;
  const { store, clock } = parts;
  const { name, required, priority, url, headers = [], dispositionCode = null } = json;
  assertAddress(parts, url);
  await assertCodesKnown(parts, caller, codesOf(dispositionCode));
  const count = await store.preDialValidations.count(organizationId);
  if (count >= API_LIMITS.validationsMax)
    throw new CommandError(
      'ruleset_full',
      `there are ${count} pre-dial validations, and at most ${API_LIMITS.validationsMax} are taken; delete one first`,
    );
  const id = uuidV7(clock());
  const fields = {
    name,
    required,
    priority,
    url,
    timeoutMs: json.timeoutMs ?? API_LIMITS.validationTimeoutMsDefault,
    connectionsMax: json.connectionsMax ?? API_LIMITS.validationConnectionsDefault,
    callResult: json.callResult ?? 'General Error',
    dispositionCode,
    ...sealed(parts, organizationId, id, headers),
  };
  return store.preDialValidations.create(organizationId, id, fields, actor);
}

/** Changes the named fields of a pre-dial validation. Another address needs the headers anew: they never reach it by mistake. */
export async function updatePreDialValidation(
  parts: PreDialParts,
  caller: Caller,
  id: string,
  { version, headers, ...change }: PreDialValidationChangeJson,
): Promise<PreDialValidation> {
  const { organizationId, actor } = caller;
  const { preDialValidations } = parts.store;
  const current = found(await preDialValidations.get(organizationId, id), 'pre-dial validation');
  if (current.version !== version) throw versionConflict(current.version);
  if (change.url !== undefined) assertAddress(parts, change.url);
  const isElsewhere = change.url !== undefined && change.url !== current.url;
  if (isElsewhere && headers === undefined && current.headerNames.length > 0)
    throw new CommandError(
      'secrets_missing',
      `the address changes; send ${current.headerNames.map((name) => `\`${name}\``).join(' and ')} again with it, or no headers`,
      { path: '/headers' },
    );
  const { dispositionCode } = change;
  // The code that it has already is left alone, as a rule's is.
  if (dispositionCode !== undefined && dispositionCode !== current.dispositionCode)
    await assertCodesKnown(parts, caller, codesOf(dispositionCode));
  const own = {
    ...change,
    ...(headers === undefined ? {} : sealed(parts, organizationId, id, headers)),
  };
  return onVersion(
    () => preDialValidations.update(organizationId, id, version, own, actor),
    () => preDialValidations.get(organizationId, id),
  );
}

function codesOf(code: string | null) {
  return code === null ? [] : [{ code, path: '/dispositionCode' }];
}

function assertAddress({ guard }: PreDialParts, url: string): void {
  const problem = guard.urlProblem(url);
  if (problem !== undefined) throw new CommandError('address_not_allowed', problem, { path: '/url' });
}

function sealed(
  { secretBox }: PreDialParts,
  organizationId: OrganizationId,
  id: string,
  headers: NonNullable<NewPreDialValidationJson['headers']>,
): ReturnType<typeof sealHeaders> {
  const problem = headersProblem(headers);
  if (problem !== undefined)
    throw new CommandError('pre_dial_validation_invalid', problem.sentence, { path: problem.path });
  if (headers.length === 0) return { sealedHeaders: null, headerNames: [] };
  if (secretBox === null)
    throw new CommandError(
      'secret_key_missing',
      'there is no key to keep headers with; set `TACT_SECRET_KEY`',
    );
  return sealHeaders(secretBox, organizationId, id, headers);
}
