import { formatLocalMs, MINUTE_MS, type Instant, type ZoneTable } from '@tact/engine';
import type { CustomTimezones } from '@tact/places';
import {
  ASKED_ALLOWED,
  NOT_ASKED,
  type Interaction,
  type InteractionBatch,
  type InteractionDecision,
  type InteractionShape,
} from '@tact/store';
import { createBatchJudge, type BatchJudge, type JudgedAlike } from './batch-judge.ts';
import type { ReportOptions } from './compliance-report.ts';
import type { CsvWriter } from './csv-writer.ts';
import { rowOf, type RowContext } from './report-row-of.ts';
import { safeCsvField } from '../csv-field.ts';
import type { ReportRow } from './report-row.ts';

/** Writes the interactions of batches as lines of CSV. */
export interface BatchLines {
  /** Writes those of a batch that the filters mean; tells how many, and the last one's id. */
  write(
    batch: InteractionBatch,
    writer: CsvWriter,
  ): { readonly rows: number; readonly lastId: string | null };
}

/** What of a line many interactions have in common, by column. */
const SHAPE_COLUMNS = [
  'devicePosition',
  'channel',
  'direction',
  'state',
  'callResult',
  'disposition',
  'campaignGroup',
] as const;

/** Bytes of what many interactions have in common. */
interface ShapeBytes {
  readonly middle: Uint8Array;
  /** With the end of the line. */
  readonly end: Uint8Array;
}

/** What lines are made with. */
export interface LineParts extends RowContext {
  readonly zoneTable: ZoneTable;
  readonly customTimezones: CustomTimezones | undefined;
}

/** Which lines are written; null: all of them. */
type LineFilters = Required<Pick<ReportOptions, 'hours' | 'decision'>>;

/**
 * Creates lines. What they say is what `rowOf` says, which is asked once for what many have in common: the shape, the zones of a decision, the
 * verdict of rules. Only ids, instants, names and counts are written one by one.
 */
export function createBatchLines(parts: LineParts, filters: LineFilters): BatchLines {
  return new Lines(parts, filters);
}

/** See `BatchLines`. */
class Lines implements BatchLines {
  readonly #parts: LineParts;
  readonly #filters: LineFilters;
  readonly #judged: BatchJudge;
  readonly #localBytes = localClocks();
  #shapeList: readonly InteractionShape[] = [];
  #zonesList: readonly InteractionDecision['zones'][] = [];
  /** By a shape's number, twice: while it is what it was made as, and after it expired. */
  #shapes: ShapeBytes[] = [];
  /** By the number of a decision's zones. */
  #clocks: Uint8Array[] = [];

  constructor(parts: LineParts, filters: LineFilters) {
    this.#parts = parts;
    this.#filters = filters;
    const { judge, zoneTable, customTimezones } = parts;
    const ofRow = (interaction: Interaction) => rowOf(interaction, parts);
    this.#judged = createBatchJudge({ judge, zoneTable, customTimezones, rowOf: ofRow, bytesOf });
  }

  write(
    batch: InteractionBatch,
    writer: CsvWriter,
  ): { readonly rows: number; readonly lastId: string | null } {
    const { hours, decision } = this.#filters;
    let rows = 0;
    let last = -1;
    for (let i = 0; i < batch.length; i++) {
      const verdict = this.#judged.of(batch, i);
      if (hours !== null && verdict.hours !== hours) continue;
      if (decision !== null && wordOf(batch, i) !== decision) continue;
      this.#writeLine(batch, i, verdict, writer);
      last = i;
      rows++;
    }
    return { rows, lastId: last < 0 ? null : batch.interactionAt(last).id };
  }

  #rowAt(batch: InteractionBatch, i: number): ReportRow {
    return rowOf(batch.interactionAt(i), this.#parts);
  }

  #shapeOf(batch: InteractionBatch, i: number): ShapeBytes {
    if (batch.shapeList !== this.#shapeList) [this.#shapeList, this.#shapes] = [batch.shapeList, []];
    // As `rowOf` says it: not reported by now. NaN is no instant.
    const isPast = (batch.expiresAt[i] ?? Number.NaN) <= this.#parts.now;
    const number = (batch.shapes[i] ?? 0) * 2 + Number(isPast);
    const known = this.#shapes[number];
    if (known !== undefined) return known;
    const row = this.#rowAt(batch, i);
    const end = Buffer.concat([bytesOf(row, ['country', 'region']), Buffer.from('\r\n')]);
    return (this.#shapes[number] = { middle: bytesOf(row, SHAPE_COLUMNS), end });
  }

  /** `,atLocal,zone,zoneFrom` as the decision's record says it. */
  #clockOf(batch: InteractionBatch, i: number): Uint8Array {
    if (batch.zonesList !== this.#zonesList) [this.#zonesList, this.#clocks] = [batch.zonesList, []];
    const number = batch.zones[i] ?? 0;
    return (this.#clocks[number] ??= bytesOf(this.#rowAt(batch, i), ['atLocal', 'zone', 'zoneFrom']));
  }

  #writeLine(batch: InteractionBatch, i: number, verdict: JudgedAlike, writer: CsvWriter): void {
    const { bytes } = batch;
    const shape = this.#shapeOf(batch, i);
    const at = (batch.instants[i] ?? 0) as Instant;
    const [clientFrom, clientTo] = [batch.clientsFrom[i] ?? 0, batch.clientsTo[i] ?? 0];
    const [deviceFrom, deviceTo] = [batch.devicesFrom[i] ?? 0, batch.devicesTo[i] ?? 0];
    const reference = batch.accountReferenceOf(i);
    const agent = batch.agentList[batch.agents[i] ?? -1] ?? '';
    const clock = verdict.hasOwnClock ? this.#clockOf(batch, i) : verdict.zoneBytes;
    const ids = clientTo - clientFrom + deviceTo - deviceFrom + (reference?.length ?? 0);
    const pieces = clock.length + verdict.hoursBytes.length + shape.middle.length + shape.end.length;
    writer.begin(ids + pieces + agent.length);
    // INVARIANT: in the order of REPORT_COLUMNS.
    writer.uuid(bytes, batch.ids[i] ?? 0);
    writer.nextPlain(this.#parts.utcText(at));
    if (!verdict.hasOwnClock) {
      writer.comma();
      if (!Number.isNaN(verdict.offsetMs)) writer.piece(this.#localBytes(at + verdict.offsetMs));
    }
    writer.piece(clock);
    writer.nextBytes(bytes, clientFrom, clientTo);
    const accountId = batch.accountIds[i] ?? -1;
    if (reference !== null) writer.nextBytes(reference, 0, reference.length);
    else writer.nextUuid(bytes, accountId);
    writer.nextBytes(bytes, deviceFrom, deviceTo);
    writer.piece(shape.middle);
    writer.next(agent);
    writer.piece(verdict.hoursBytes);
    writer.nextPlain(wordOf(batch, i));
    const decisionId = batch.decisionIds[i] ?? -1;
    if (decisionId >= 0 || batch.asked[i] === NOT_ASKED) writer.nextUuid(bytes, decisionId);
    else writer.nextUuid(batch.askedIds, i * ID_BYTES);
    writer.nextCount(batch.isCounted ? (batch.attemptsOfDay[i] ?? 0) : -1);
    writer.nextCount(batch.isCounted ? (batch.attemptsOfWeek[i] ?? 0) : -1);
    writer.piece(shape.end);
  }
}

/** Bytes of an id. */
const ID_BYTES = 16;

/** How it was made, as `rowOf` says it. */
function wordOf(batch: InteractionBatch, i: number): ReportRow['decision'] {
  if ((batch.decisionIds[i] ?? -1) >= 0) return 'reserved';
  const asked = batch.asked[i] ?? NOT_ASKED;
  if (asked === NOT_ASKED) return 'none';
  return asked === ASKED_ALLOWED ? 'asked' : 'against';
}

function bytesOf(row: ReportRow, columns: readonly (keyof ReportRow)[]): Uint8Array {
  return Buffer.from(columns.map((column) => `,${safeCsvField(row[column])}`).join(''));
}

/** Wall clocks that are kept: those of a minute around the world. */
const CLOCKS_MAX = 500;

/** `YYYY-MM-DDTHH:MM` of wall clocks as bytes, each minute written once: neighbours have the same. */
function localClocks(): (localMs: number) => Uint8Array {
  const clocks = new Map<number, Uint8Array>();
  let last = { minute: Number.NaN, bytes: new Uint8Array(0) as Uint8Array };
  return (localMs) => {
    const minute = Math.floor(localMs / MINUTE_MS);
    if (minute === last.minute) return last.bytes;
    let bytes = clocks.get(minute);
    if (bytes === undefined) {
      bytes = Buffer.from(formatLocalMs(localMs));
      if (clocks.size >= CLOCKS_MAX) clocks.clear();
      clocks.set(minute, bytes);
    }
    last = { minute, bytes };
    return bytes;
  };
}
