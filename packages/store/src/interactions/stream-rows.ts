import type { CallResult, CampaignGroupId, Channel } from '@tact/engine';
import { columnReader, uuidAt } from '../history/read-columns.ts';
import type { Interaction, InteractionDecision } from '../ports.ts';
import {
  NOT_ASKED,
  ASKED_ALLOWED,
  ASKED_BLOCKED,
  type InteractionShape,
} from '../ports/interaction-batch.ts';
import type { AskedLately } from './asked-lately.ts';
import type { AttemptWindow } from './attempt-window.ts';
import {
  createBatch,
  ID_BYTES,
  NONE,
  UNKNOWN_ZONES,
  type BatchLists,
  type BatchUnderWay,
} from './batch-under-way.ts';
import { createByteList } from './byte-list.ts';
import { zonesOfRecord } from './look-up.ts';
import { createNewestByKey } from './newest-by-key.ts';
import { ATTEMPT, DECISION } from './stream-query.ts';

/** Rows of one stream put together to interactions. */
export interface StreamAssembler {
  /** Takes the next row. Gives a batch where one is full. */
  take(bytes: Buffer, offset: number): BatchUnderWay | undefined;
  /** What is left at the end of a piece. */
  rest(): BatchUnderWay | undefined;
  /** Takes back a batch that nobody reads any more, to be filled again. */
  giveBack(batch: BatchUnderWay): void;
}

/** Interactions of a batch: some hundred kilobytes of CSV, which are written at once. */
const BATCH_ROWS = 2_000;

/** What an assembler works with. */
export interface AssemblerParts {
  readonly asked: AskedLately;
  /** Null: nothing is counted. */
  readonly window: AttemptWindow | null;
  /** So many interactions, or decisions, of one instant are held; beyond it what belongs to them has to be looked up. */
  readonly heldMax: number;
  /** With so many values in a list the next batch begins new ones. */
  readonly listValuesMax: number;
}

/**
 * Creates an assembler, which serves all pieces of a report one after the other. Rows of one instant stand in any order, so they are held until
 * the next instant begins: then every decision that an attempt of it may mean is known.
 */
export function createAssembler(parts: AssemblerParts): StreamAssembler {
  return new Assembler(parts);
}

/** Puts rows in the window. */
export function windowFiller(window: AttemptWindow): (bytes: Buffer, offset: number) => void {
  const columns = columnReader();
  return (bytes, offset) => {
    columns.start(bytes, offset);
    const at = columns.instant() ?? 0;
    columns.skip();
    window.moveTo(at);
    window.trim();
    window.add(at, window.clientOf(bytes, columns.begin, columns.end));
  };
}

/** Where the columns of fixed length stand in a row, each behind four bytes with its length; then comes the decision's id, if it has one. */
const KIND_AT = 4;
const ID_AT = 10;
const INSTANT_AT = 30;
const FLAG_AT = 42;
const DECISION_AT = 43;
/** 2000-01-01, from which PostgreSQL counts microseconds. */
const EPOCH_MS = 946_684_800_000;
const TWO_TO_32 = 4_294_967_296;

/** See `StreamAssembler`. */
class Assembler implements StreamAssembler {
  readonly #asked: AskedLately;
  readonly #window: AttemptWindow | null;
  readonly #heldMax: number;
  readonly #listValuesMax: number;
  #lists: BatchLists;
  #batch: BatchUnderWay;
  readonly #free: BatchUnderWay[] = [];
  #instant = Number.NaN;
  /** Whether there was more at the instant than is held. */
  #isCut = false;
  /** The interactions of the instant are those of the batch from this index on. */
  #heldFrom = 0;
  /** Decisions of the instant by id and by what they are about, with what they said; results by attempt. */
  readonly #decisionsById = createNewestByKey();
  readonly #decisionsAbout = createNewestByKey();
  readonly #decisions: { readonly bytes: Buffer; readonly allowed: boolean; readonly zones: number }[] = [];
  readonly #resultsByAttempt = createNewestByKey();
  readonly #results: { sequence: number; agent: number }[] = [];

  constructor({ asked, window, heldMax, listValuesMax }: AssemblerParts) {
    this.#asked = asked;
    this.#window = window;
    this.#heldMax = heldMax;
    this.#listValuesMax = listValuesMax;
    this.#lists = createLists(listValuesMax);
    this.#batch = this.#begun();
  }

  take(bytes: Buffer, offset: number): BatchUnderWay | undefined {
    // INVARIANT: the columns of fixed length have values (`stream-query.ts`).
    if (int32At(bytes, offset) !== 2 || int32At(bytes, offset + INSTANT_AT - 4) !== 8)
      throw new Error('the server does not send the columns that were asked for');
    const at = instantAt(bytes, offset + INSTANT_AT);
    let full: BatchUnderWay | undefined;
    if (at !== this.#instant) {
      this.#endInstant();
      // INVARIANT: ids carry their instants (`uuid-v7.ts`). Counts of what was told before would be wrong.
      if (at < this.#instant)
        throw new Error(
          `\`${uuidAt(bytes, offset + ID_AT)}\` does not carry its instant, which lies before that of the id before it`,
        );
      this.#instant = at;
      full = this.#fullOne();
    }
    const kind = bytes[offset + KIND_AT + 1];
    if (kind === ATTEMPT) this.#takeAttempt(bytes, offset, at);
    else if (kind === DECISION) this.#takeDecision(bytes, offset, at);
    else this.#takeResult(bytes, offset);
    if (this.#batch.length - this.#heldFrom < this.#heldMax && this.#decisions.length < this.#heldMax)
      return full;
    this.#cutInstant();
    return full ?? this.#fullOne();
  }

  rest(): BatchUnderWay | undefined {
    this.#endInstant();
    this.#instant = Number.NaN;
    return this.#batch.length === 0 ? undefined : this.#taken();
  }

  giveBack(batch: BatchUnderWay): void {
    this.#free.push(batch);
  }

  /** The batch, where nothing is held in it and it has enough. */
  #fullOne(): BatchUnderWay | undefined {
    return this.#batch.length >= BATCH_ROWS ? this.#taken() : undefined;
  }

  #taken(): BatchUnderWay {
    const made = this.#batch;
    this.#batch = this.#begun();
    this.#heldFrom = 0;
    return made;
  }

  #begun(): BatchUnderWay {
    if (Object.values(this.#lists).some((list: { readonly isFull: boolean }) => list.isFull))
      this.#lists = createLists(this.#listValuesMax);
    const batch = this.#free.pop() ?? createBatch(BATCH_ROWS + BATCH_ROWS / 4);
    batch.begin(this.#lists, this.#window !== null);
    return batch;
  }

  #endInstant(): void {
    this.#settle();
    this.#isCut = false;
    this.#window?.trim();
  }

  /** More than is held: what belongs to it is looked up. */
  #cutInstant(): void {
    this.#isCut = true;
    this.#settle();
  }

  /** What is held is known as well as it will ever be. */
  #settle(): void {
    const [batch, window] = [this.#batch, this.#window];
    if (batch.length > this.#heldFrom) {
      window?.moveTo(this.#instant);
      for (let i = this.#heldFrom; i < batch.length; i++) {
        if (window !== null) {
          const client = batch.counted[i] ?? 0;
          batch.attemptsOfDay[i] = window.dayOf(client);
          batch.attemptsOfWeek[i] = window.weekOf(client);
        }
        if ((batch.decisionIds[i] ?? NONE) >= 0) this.#settleDecided(batch, i);
        else if (this.#decisions.length > 0) this.#settleUndecided(batch, i);
      }
      if (this.#isCut) batch.isMerged = false;
      this.#heldFrom = batch.length;
    }
    if (this.#decisions.length > 0) {
      this.#decisions.length = 0;
      this.#decisionsById.clear();
      this.#decisionsAbout.clear();
    }
    if (this.#results.length > 0) {
      this.#results.length = 0;
      this.#resultsByAttempt.clear();
    }
  }

  #settleDecided(batch: BatchUnderWay, i: number): void {
    const id = batch.decisionIds[i] ?? 0;
    const decision = this.#decisions[this.#decisionsById.find(batch.bytes, id, id + ID_BYTES)];
    batch.zones[i] = decision?.zones ?? UNKNOWN_ZONES;
    if (this.#results.length === 0) return;
    const attempt = batch.ids[i] ?? 0;
    const result = this.#results[this.#resultsByAttempt.find(batch.bytes, attempt, attempt + ID_BYTES)];
    batch.agents[i] = result?.agent ?? NONE;
  }

  /** Of several decisions of the instant the newest, which is newer than any before it. */
  #settleUndecided(batch: BatchUnderWay, i: number): void {
    if (batch.shapeList[batch.shapes[i] ?? 0]?.direction !== 'outbound') return;
    const [from, to] = [batch.clientsFrom[i] ?? 0, batch.channelsTo[i] ?? 0];
    const decision = this.#decisions[this.#decisionsAbout.find(batch.bytes, from, to)];
    if (decision === undefined) return;
    batch.asked[i] = decision.allowed ? ASKED_ALLOWED : ASKED_BLOCKED;
    batch.askedIds.set(decision.bytes, i * ID_BYTES);
  }

  #takeDecision(bytes: Buffer, offset: number, at: number): void {
    const idAt = offset + ID_AT;
    // Nobody reserved it: its id is none.
    const told = offset + DECISION_AT + 8;
    const recordTo = told + Math.max(0, int32At(bytes, told - 4));
    const keyFrom = recordTo + 4;
    const keyTo = endAfter(bytes, recordTo, 3);
    const allowed = bytes[offset + FLAG_AT] === 1;
    this.#asked.put({ at, allowed, bytes, idAt, keyFrom, keyTo });
    this.#decisionsById.add(bytes, idAt, idAt + ID_BYTES);
    this.#decisionsAbout.add(bytes, keyFrom, keyTo);
    this.#decisions.push({
      bytes: Buffer.from(bytes.subarray(idAt, idAt + ID_BYTES)),
      allowed,
      zones: this.#zonesAt(bytes, told, recordTo),
    });
  }

  /** The number of the zones at the end of a record. */
  #zonesAt(bytes: Buffer, from: number, to: number): number {
    // What lies before them need not be looked at: it differs from record to record.
    const begins = bytes.subarray(from, to).lastIndexOf(ZONES);
    if (begins < 0) return UNKNOWN_ZONES;
    const length = bytes.subarray(from + begins, to).indexOf(ZONES_END);
    return length < 0
      ? UNKNOWN_ZONES
      : this.#lists.zones.numberOf(bytes, from + begins, from + begins + length + ZONES_END.length);
  }

  #takeResult(bytes: Buffer, offset: number): void {
    const idAt = offset + ID_AT;
    const told = offset + DECISION_AT + 8;
    const end = told + Math.max(0, int32At(bytes, told - 4));
    let sequence = 0;
    let place = told;
    for (; place < end && bytes[place] !== SPACE; place++)
      sequence = sequence * 10 + (bytes[place] ?? 0) - DIGIT_0;
    const agent = place < end ? this.#lists.agents.numberOf(bytes, place + 1, end) : NONE;
    const known = this.#results[this.#resultsByAttempt.find(bytes, idAt, idAt + ID_BYTES)];
    if (known === undefined) {
      this.#resultsByAttempt.add(bytes, idAt, idAt + ID_BYTES);
      this.#results.push({ sequence, agent });
    } else if (sequence >= known.sequence) {
      known.sequence = sequence;
      known.agent = agent;
    }
  }

  #takeAttempt(bytes: Buffer, offset: number, at: number): void {
    const window = this.#window;
    const hasDecision = int32At(bytes, offset + DECISION_AT) === ID_BYTES;
    // Behind the decision's id stands what decisions and results tell, which attempts do not.
    const clientFrom = offset + DECISION_AT + (hasDecision ? ID_BYTES : 0) + 12;
    const clientTo = clientFrom + int32At(bytes, clientFrom - 4);
    const counted = window === null ? 0 : window.clientOf(bytes, clientFrom, clientTo);
    const isWanted = bytes[offset + FLAG_AT] === 1;
    const deviceTo = endAfter(bytes, clientTo, 1);
    const channelTo = endAfter(bytes, deviceTo, 1);
    const directionFrom = endAfter(bytes, channelTo, 2) + 4;
    // `outbound` is the only direction that begins with its letter.
    const isOutbound = bytes[directionFrom] === LETTER_O;
    if (window !== null && isOutbound) window.add(at, counted);
    if (!isWanted) return;
    const shapeTo = endAfter(bytes, directionFrom - 4, 6);
    const postalTo = endAfter(bytes, shapeTo, 1);
    const accountTo = endAfter(bytes, postalTo, 1);
    const expiresTo = endAfter(bytes, accountTo, 1);
    const batch = this.#batch;
    const i = batch.next();
    const moved = batch.copy(bytes, offset + ID_AT, accountTo) - offset - ID_AT;
    const lists = this.#lists;
    batch.ids[i] = offset + ID_AT + moved;
    batch.instants[i] = at;
    batch.counted[i] = counted;
    batch.clientsFrom[i] = clientFrom + moved;
    batch.clientsTo[i] = clientTo + moved;
    batch.devicesFrom[i] = clientTo + 4 + moved;
    batch.devicesTo[i] = deviceTo + moved;
    batch.channelsTo[i] = channelTo + moved;
    batch.shapes[i] = lists.shapes.numberOf(bytes, deviceTo, shapeTo);
    batch.postalCodes[i] =
      int32At(bytes, shapeTo) < 0 ? NONE : lists.postalCodes.numberOf(bytes, shapeTo + 4, postalTo);
    batch.accountIds[i] = int32At(bytes, postalTo) < 0 ? NONE : postalTo + 4 + moved;
    batch.expiresAt[i] = expiresTo === accountTo + 4 ? Number.NaN : instantAt(bytes, accountTo + 4);
    batch.decisionIds[i] = hasDecision ? offset + DECISION_AT + 4 + moved : NONE;
    batch.zones[i] = NONE;
    batch.agents[i] = NONE;
    const asked =
      hasDecision || !isOutbound ? NOT_ASKED : this.#asked.before(at, bytes, clientFrom, channelTo);
    batch.asked[i] = asked;
    if (asked !== NOT_ASKED) this.#asked.copyId(batch.askedIds, i * ID_BYTES);
  }
}

const LETTER_O = 0x6f;
const SPACE = 0x20;
const DIGIT_0 = 0x30;
/** A list: the versions behind it name the zone table by the same word. */
const ZONES = Buffer.from('"zones":[');
const ZONES_END = Buffer.from('],"ruleset":');

function createLists(valuesMax: number): BatchLists {
  const columns = columnReader();
  const text = (bytes: Buffer, from: number, to: number) => bytes.toString('utf8', from, to);
  return {
    shapes: createByteList((bytes, from) => {
      columns.start(bytes, from);
      // INVARIANT: in the order of `stream-query.ts`.
      const channel = columns.word() as Channel;
      const devicePosition = columns.smallint();
      const campaignGroupId = columns.uuidWord() as CampaignGroupId | null;
      const direction = columns.word() as Interaction['direction'];
      const state = columns.word() as Interaction['state'];
      const callResult = columns.word() as CallResult | null;
      const disposition = columns.word();
      const country = columns.word();
      const regions = columns.words();
      const named = { devicePosition, campaignGroupId, callResult, disposition, country, regions };
      return { channel, direction, state, ...named } satisfies InteractionShape;
    }, valuesMax),
    postalCodes: createByteList(text, valuesMax),
    agents: createByteList(text, valuesMax),
    zones: createByteList<InteractionDecision['zones']>(
      (bytes, from, to) => zonesOfRecord(text(bytes, from, to)) ?? [],
      valuesMax,
    ),
  };
}

function int32At(bytes: Buffer, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}

function instantAt(bytes: Buffer, at: number): number {
  const micros = int32At(bytes, at) * TWO_TO_32 + (int32At(bytes, at + 4) >>> 0);
  return Math.floor(micros / 1_000) + EPOCH_MS;
}

/** Where so many columns end, the first of which begins there with its length. */
function endAfter(bytes: Buffer, from: number, columns: number): number {
  let at = from;
  for (let i = 0; i < columns; i++) at += 4 + Math.max(0, int32At(bytes, at));
  return at;
}
