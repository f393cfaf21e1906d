import {
  API_LIMITS,
  attemptRowSchema,
  createCheck,
  type AnswerBodyOf,
  type AttemptRowJson,
  type Endpoints,
  type ErrorCode,
} from '@tact/api';
import type { AccountId, CampaignGroupId, ClientId, DeviceKey, Instant } from '@tact/engine';
import type { AttemptToImport, FactsQuery, StoredFacts, SurveyedContact } from '@tact/store';
import { CommandError } from '../command-error.ts';
import { placeOfDevice } from '../deciding/resolve.ts';
import type { Caller, Parts } from './context.ts';
import { readAddress, readInstant } from './read-values.ts';
import { readCallResult } from './report-result.ts';

/** What came of an import so far. */
export type AttemptImportResult = AnswerBodyOf<Endpoints['attempts']['import']>;

/** One row as it came, or why it could not even be read. */
export type RowToImport = { readonly line: number } & (
  { readonly value: unknown } | { readonly refused: { readonly code: ErrorCode; readonly sentence: string } }
);

/** A running import. Good rows are durable, and count, when `add` returns; bad ones are told of. */
export interface AttemptImport {
  /** At most 1,000 rows. */
  add(rows: readonly RowToImport[]): Promise<void>;
  result(): AttemptImportResult;
}

const checkRow = createCheck(attemptRowSchema);

/** Starts an import of attempts that were made elsewhere (S8, S32). */
export function createAttemptImport(parts: Parts, { organizationId, actor }: Caller): AttemptImport {
  const { store, clock } = parts;
  let imported = 0;
  let alreadyThere = 0;
  let refused = 0;
  const problems: AttemptImportResult['problems'][number][] = [];
  let defaultCountry: string | undefined;
  const groups = new Map<string, boolean>();

  function refuse(line: number, row: unknown, error: CommandError): void {
    refused++;
    if (problems.length >= API_LIMITS.importProblemsMax) return;
    const path = error.details.path ?? '';
    problems.push({
      line,
      code: error.code,
      path,
      value: valueAt(row, path) ?? null,
      sentence: error.message,
    });
  }

  async function readGroups(rows: readonly Row[]): Promise<void> {
    for (const { row } of rows) {
      const id = row.campaignGroupId ?? null;
      if (id === null || groups.has(id)) continue;
      groups.set(id, (await store.campaignGroups.get(organizationId, id as CampaignGroupId)) !== undefined);
    }
  }

  return {
    async add(given) {
      const rows = given.flatMap((row) => readRow(row, refuse));
      defaultCountry ??= (await store.organizations.get(organizationId)).defaultCountry;
      await readGroups(rows);
      const known = await loadKnown(parts, organizationId, rows);
      const context = { defaultCountry, groups, now: clock() };
      const attempts: AttemptToImport[] = [];
      for (const [index, { line, row }] of rows.entries()) {
        const read = readAttempt(row, known[index], context);
        if (read instanceof CommandError) refuse(line, row, read);
        else attempts.push(read);
      }
      if (attempts.length === 0) return;
      const written = await store.attempts.importMany(organizationId, attempts, { ...actor, source: 'bulk' });
      imported += written.imported;
      alreadyThere += written.alreadyThere;
    },
    result: () => ({ imported, alreadyThere, refused, problems }),
  };
}

interface Row {
  readonly line: number;
  readonly row: AttemptRowJson;
}

function readRow(
  given: RowToImport,
  refuse: (line: number, row: unknown, error: CommandError) => void,
): readonly Row[] {
  const { line } = given;
  if ('refused' in given) {
    refuse(line, null, new CommandError(given.refused.code, given.refused.sentence));
    return [];
  }
  const checked = checkRow(given.value);
  if (checked.valid) return [{ line, row: checked.value }];
  const [first] = checked.problems;
  const error = new CommandError('validation_failed', first?.sentence ?? '', { path: first?.path ?? '' });
  refuse(line, given.value, error);
  return [];
}

/** The stored contact and account of each row, all in one read. No history is loaded. */
async function loadKnown(
  { store }: Parts,
  organizationId: Caller['organizationId'],
  rows: readonly Row[],
): Promise<readonly StoredFacts[]> {
  if (rows.length === 0) return [];
  const queries = rows.map(({ row }): FactsQuery => ({
    contact: { by: 'clientId', clientId: row.clientId as ClientId },
    deviceKey: null,
    devicePosition: null,
    prefers: 'phone',
    accountId: (row.accountId ?? null) as AccountId | null,
  }));
  const nothing = {
    byClient: false,
    byDevice: false,
    byAccount: false,
    suppressionListIds: [],
    attributes: false,
  };
  return (await store.decisions.load(organizationId, queries, { since: null, until: null, ...nothing }))
    .facts;
}

interface RowContext {
  readonly defaultCountry: string;
  readonly groups: ReadonlyMap<string, boolean>;
  readonly now: Instant;
}

/** One row as an attempt, or why it is none. */
function readAttempt(
  row: AttemptRowJson,
  known: StoredFacts | undefined,
  context: RowContext,
): AttemptToImport | CommandError {
  try {
    const at = readInstant(row.at, '/at');
    if (at > context.now + API_LIMITS.attemptAheadMsMax)
      throw new CommandError(
        'attempt_in_future',
        'the attempt lies more than 5 minutes in the future; check the clock and the time zone',
        { path: '/at' },
      );
    const { key, position } = deviceOf(row, known?.contact, context.defaultCountry);
    assertAccount(row, known);
    if (context.groups.get(row.campaignGroupId ?? '') === false)
      throw new CommandError('campaign_group_unknown', 'there is no such campaign group; check the id', {
        path: '/campaignGroupId',
      });
    // Custom timezones say nothing of where an attempt went: they change zones, and an attempt is recorded without any (S9).
    const { place } = placeOfDevice({ position: 1, key, type: 'unknown' }, undefined);
    const { country, regions, areaCode } = place;
    return {
      externalId: row.externalId ?? null,
      at,
      clientId: row.clientId as ClientId,
      deviceKey: key,
      devicePosition: position,
      accountId: (row.accountId ?? null) as AccountId | null,
      campaignGroupId: (row.campaignGroupId ?? null) as CampaignGroupId | null,
      channel: row.channel,
      direction: row.direction ?? 'outbound',
      callResult: readCallResult(row.callResult ?? null, '/callResult'),
      disposition: row.disposition ?? null,
      place: { country, regions, areaCode, postalCode: row.postalCode ?? known?.contact?.postalCode ?? null },
    };
  } catch (error) {
    if (error instanceof CommandError) return error;
    throw error;
  }
}

/** A device that the stored contact does not have is taken all the same: the attempt was made. */
function deviceOf(
  { device }: AttemptRowJson,
  contact: SurveyedContact | undefined,
  defaultCountry: string,
): { readonly key: DeviceKey; readonly position: number | null } {
  if ('address' in device) {
    const key = readAddress(device.address, contact?.country ?? defaultCountry, '/device/address');
    return { key, position: contact?.devices.find((one) => one.key === key)?.position ?? null };
  }
  if (contact === undefined)
    throw new CommandError('contact_unknown', 'there is no such contact; give the device by its address', {
      path: '/clientId',
    });
  const named = contact.devices.find(({ position }) => position === device.position);
  if (named === undefined)
    throw new CommandError('device_unknown', `the contact has no device ${device.position}`, {
      path: '/device/position',
    });
  return { key: named.key, position: named.position };
}

function assertAccount({ accountId, clientId }: AttemptRowJson, known: StoredFacts | undefined): void {
  if (accountId === undefined || accountId === null) return;
  const path = '/accountId';
  if (known?.account === undefined)
    throw new CommandError('account_unknown', 'there is no such account; check the id', { path });
  if (known.account.clientId !== clientId)
    throw new CommandError('account_of_another_contact', "the account is another contact's; check the id", {
      path,
    });
}

/** What stands at a JSON pointer; undefined where nothing does. */
function valueAt(row: unknown, path: string): unknown {
  let value = row;
  for (const name of path.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return value;
}
