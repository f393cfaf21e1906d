import { parseInstant } from '@tact/api/without-schemas';
import {
  DEVICE_POSITION_MAX,
  type AccountId,
  type CampaignGroupId,
  type Channel,
  type ClientId,
  type Instant,
} from '@tact/engine';
import type { CsvRow } from '@tact/files';
import { deviceColumnOf, spelledField, type Question } from '@tact/service/without-http';
import { usage } from '../failure.ts';

/** Which columns of a file make questions, by their places. */
export interface QuestionColumns {
  readonly clientId: number | null;
  /** Of numbers or e-mail addresses. */
  readonly address: number | null;
  /** Of positions 1 to 10, or of addresses. */
  readonly device: number | null;
  readonly accountId: number | null;
  readonly at: number | null;
}

/** What holds for all rows. */
export interface QuestionDefaults {
  readonly channel: Channel;
  readonly campaignGroupId: CampaignGroupId | null;
  readonly at: Instant | null;
  readonly attributes: Question['attributes'];
}

/** A row as a question; or why it is none. `line` is where it begins in the file. */
export type ReadQuestionRow =
  | { readonly ok: true; readonly line: number; readonly question: Question }
  | {
      readonly ok: false;
      readonly line: number;
      readonly clientId: string;
      readonly device: string;
      readonly sentence: string;
    };

/**
 * Finds the columns that make questions. With a client id, a column of numbers counts only where it is the only one: a list with several
 * is a list of contacts, whose first device that suits the channel is meant. Throws a usage failure where there is neither.
 */
export function questionColumns(header: readonly string[]): QuestionColumns {
  const plain = header.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  const exact = (...names: readonly string[]) => orNull(plain.findIndex((name) => names.includes(name)));
  const device = exact('device', 'deviceposition');
  const clientId = spelledField(header, 'clientId');
  const addresses = [...header.entries()].flatMap(([index, name]) => {
    const column = deviceColumnOf(name);
    return column === undefined || column.isType || index === device || index === clientId ? [] : [index];
  });
  const address = clientId !== null && addresses.length > 1 ? null : (addresses[0] ?? null);
  if (clientId === null && address === null && device === null) {
    throw usage(
      `the file has neither a column of client ids nor one of numbers; its columns are ${header.map((name) => `\`${name}\``).join(', ')}`,
    );
  }
  return { clientId, address, device, accountId: exact('accountid'), at: exact('at') };
}

/** Makes the reader of the rows of one file. */
export function questionReader(
  columns: QuestionColumns,
  defaults: QuestionDefaults,
): (row: CsvRow) => ReadQuestionRow {
  const cell = (row: CsvRow, column: number | null) => (column === null ? '' : row.text(column).trim());
  return (row) => {
    const { line } = row;
    const clientId = cell(row, columns.clientId);
    const named = cell(row, columns.device);
    const device = named === '' ? cell(row, columns.address) : named;
    const refuse = (sentence: string): ReadQuestionRow => ({ ok: false, line, clientId, device, sentence });
    if (row.problem !== null) return refuse(row.problem);
    if (clientId === '' && device === '') return refuse('the row has neither a client id nor a number');
    const atText = cell(row, columns.at);
    const at = atText === '' ? defaults.at : parseInstant(atText);
    if (at === undefined)
      return refuse(`\`${atText}\` is no instant; write one such as \`2026-11-21T02:15:00Z\``);
    const position = /^\d{1,2}$/.test(named) ? Number(named) : null;
    if (position !== null && (position < 1 || position > DEVICE_POSITION_MAX))
      return refuse(`\`${named}\` is no device; a contact has devices 1 to ${DEVICE_POSITION_MAX}`);
    if (position !== null && clientId === '')
      return refuse('the row names the place of a device and no client id');
    const accountId = cell(row, columns.accountId);
    return {
      ok: true,
      line,
      question: {
        contact:
          clientId === '' ? contactOfNumber(device) : { by: 'clientId', clientId: clientId as ClientId },
        device: device === '' ? null : position === null ? { address: device } : { position },
        channel: defaults.channel,
        accountId: accountId === '' ? null : (accountId as AccountId),
        campaignGroupId: defaults.campaignGroupId,
        attributes: defaults.attributes,
        at,
      },
    };
  };
}

/** A contact of whom nothing is known but a number: the number stands for its client id, under which no history is. */
export function contactOfNumber(address: string): Question['contact'] {
  return {
    by: 'inline',
    clientId: address as ClientId,
    zone: null,
    country: null,
    region: null,
    postalCode: null,
    devices: [{ address, type: 'unknown' }],
    attributes: NO_ATTRIBUTES,
  };
}

/** A file attaches nothing to its questions: custom rules read what the contacts have. */
const NO_ATTRIBUTES: Question['attributes'] = {};

function orNull(index: number): number | null {
  return index < 0 ? null : index;
}
