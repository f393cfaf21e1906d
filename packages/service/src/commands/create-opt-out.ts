import type { NewOptOutJson } from '@tact/api';
import type { ClientId } from '@tact/engine';
import type { OptOut } from '@tact/store';
import type { Caller, Parts } from './context.ts';
import { readSpan } from './read-values.ts';

/** Records a contact's wish. From the return on no node allows anything against it (S21, S23). */
export async function createOptOut(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  { organizationId, actor }: Caller,
  json: NewOptOutJson,
): Promise<OptOut> {
  const { clientId, channels = 'any', contactOnly = false, reason, source = 'api' } = json;
  const { from, until } = readSpan(json);
  const fields = { clientId: clientId as ClientId, channels, contactOnly, reason, source, from, until };
  return store.optOuts.create(organizationId, fields, clock(), actor);
}
