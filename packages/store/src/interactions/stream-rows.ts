import type {
  AccountId,
  AttemptId,
  CallResult,
  CampaignGroupId,
  Channel,
  ClientId,
  DeviceKey,
  Instant,
} from '@tact/engine';
import { columnReader, uuidAt } from '../history/read-columns.ts';
import type { Interaction, InteractionDecision } from '../ports.ts';
import type { AskedLately } from './asked-lately.ts';
import type { AttemptWindow } from './attempt-window.ts';
import { zonesOfRecord } from './look-up.ts';
import { ATTEMPT, DECISION } from './stream-query.ts';

/** An interaction while it is put together: contact and account are filled in last. */
export type GrowingInteraction = { -readonly [Key in keyof Interaction]: Interaction[Key] };

/** Interactions as the stream gives them. */
export interface StreamBatch {
  readonly interactions: readonly GrowingInteraction[];
  /** False: there were so many at one instant that decisions, agents and who asked before have to be looked up. */
  readonly isMerged: boolean;
}

/** Rows of one stream put together to interactions. */
export interface StreamAssembler {
  /** Takes the next row. Gives a batch where one is full. */
  take(bytes: Buffer, offset: number): StreamBatch | undefined;
  /** What is left at the end of a piece. */
  rest(): StreamBatch | undefined;
}

/** Interactions of a batch: few enough that what is read is soon written and forgotten. */
const BATCH_ROWS = 500;
/** What an assembler works with. */
export interface AssemblerParts {
  readonly asked: AskedLately;
  /** Null: nothing is counted. */
  readonly window: AttemptWindow | null;
  /** So many interactions, or decisions, of one instant are held; beyond it what belongs to them has to be looked up. */
  readonly heldMax: number;
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

/** A decision of the instant that is being read. */
interface HeldDecision {
  readonly id: string;
  /** Client, device and channel. */
  readonly about: string;
  readonly allowed: boolean;
  /** The end of its record; null where it was blocked. */
  readonly end: string | null;
}

/** The last result of an attempt of the instant that is being read. */
interface HeldEvent {
  readonly sequence: number;
  readonly agent: string | null;
}

/** See `StreamAssembler`. */
class Assembler implements StreamAssembler {
  readonly #columns = columnReader();
  readonly #asked: AskedLately;
  readonly #window: AttemptWindow | null;
  readonly #heldMax: number;
  #batch: GrowingInteraction[] = [];
  #isMerged = true;
  #instant = Number.NaN;
  /** Whether there was more at the instant than is held. */
  #isCut = false;
  /** Interactions of the instant, and the clients' numbers in the window. */
  readonly #held: GrowingInteraction[] = [];
  readonly #clients: number[] = [];
  #decisions = new Map<string, HeldDecision>();
  #agents = new Map<string, HeldEvent>();

  constructor({ asked, window, heldMax }: AssemblerParts) {
    this.#asked = asked;
    this.#window = window;
    this.#heldMax = heldMax;
  }

  take(bytes: Buffer, offset: number): StreamBatch | undefined {
    const columns = this.#columns;
    columns.start(bytes, offset);
    const kind = columns.smallint();
    columns.skip();
    const idAt = columns.begin;
    const at = columns.instant() ?? 0;
    if (at !== this.#instant) {
      this.#endInstant();
      // INVARIANT: ids carry their instants (`uuid-v7.ts`). Counts of what was told before would be wrong.
      if (at < this.#instant)
        throw new Error(
          `\`${uuidAt(bytes, idAt)}\` does not carry its instant, which lies before that of the id before it`,
        );
      this.#instant = at;
    }
    if (kind === ATTEMPT) this.#takeAttempt(bytes, idAt, at);
    else if (kind === DECISION) this.#takeDecision(bytes, idAt, at);
    else this.#takeEvent(bytes, idAt);
    if (this.#held.length >= this.#heldMax || this.#decisions.size >= this.#heldMax) this.#cutInstant();
    return this.#batch.length >= BATCH_ROWS ? this.#full() : undefined;
  }

  rest(): StreamBatch | undefined {
    this.#endInstant();
    this.#instant = Number.NaN;
    return this.#full();
  }

  #full(): StreamBatch | undefined {
    if (this.#batch.length === 0) return undefined;
    const made = { interactions: this.#batch, isMerged: this.#isMerged };
    this.#batch = [];
    this.#isMerged = true;
    return made;
  }

  #endInstant(): void {
    this.#settle();
    this.#isCut = false;
    if (this.#decisions.size > 0) this.#decisions = new Map();
    if (this.#agents.size > 0) this.#agents = new Map();
    this.#window?.trim();
  }

  /** More than is held: what belongs to it is looked up. */
  #cutInstant(): void {
    this.#isCut = true;
    this.#settle();
    this.#decisions = new Map();
    this.#agents = new Map();
  }

  /** What is held is known as well as it will ever be. */
  #settle(): void {
    const held = this.#held;
    if (held.length === 0) return;
    const decisions = this.#decisions;
    this.#window?.moveTo(this.#instant);
    let newest: ReadonlyMap<string, HeldDecision> | undefined;
    for (let i = 0; i < held.length; i++) {
      const one = held[i];
      if (one === undefined) continue;
      if (this.#window !== null) one.attemptsBefore = this.#window.countsOf(this.#clients[i] ?? 0);
      if (one.decision !== null) {
        const end = decisions.get(one.decision.id)?.end ?? '';
        one.decision = { id: one.decision.id, zones: zonesOfRecord(end) ?? UNKNOWN_ZONES };
        one.agent = this.#agents.get(one.id)?.agent ?? null;
      } else if (decisions.size > 0 && one.direction === 'outbound') {
        // In ascending order, so that of several the newest stays.
        newest ??= new Map([...decisions.values()].map((decision) => [decision.about, decision] as const));
        const asked = newest.get(aboutOf(one.clientId, one.deviceKey, one.channel));
        if (asked !== undefined) one.askedBefore = { id: asked.id, allowed: asked.allowed };
      }
      this.#batch.push(one);
    }
    if (this.#isCut) this.#isMerged = false;
    held.length = 0;
    this.#clients.length = 0;
  }

  #takeDecision(bytes: Buffer, idAt: number, at: number): void {
    const columns = this.#columns;
    const clientId = columns.text() ?? '';
    const keyFrom = columns.begin;
    const deviceKey = columns.text() ?? '';
    const channel = columns.word() ?? '';
    const keyTo = columns.end;
    const allowed = columns.boolean();
    this.#asked.put({ at, allowed, bytes, idAt, keyFrom, keyTo });
    for (let i = 0; i < 12; i++) columns.skip();
    const id = uuidAt(bytes, idAt);
    this.#decisions.set(id, {
      id,
      about: aboutOf(clientId, deviceKey, channel),
      allowed,
      end: columns.text(),
    });
  }

  #takeEvent(bytes: Buffer, idAt: number): void {
    const columns = this.#columns;
    for (let i = 0; i < 16; i++) columns.skip();
    const told = columns.text() ?? '';
    const space = told.indexOf(' ');
    const sequence = Number(space < 0 ? told : told.slice(0, space));
    const id = uuidAt(bytes, idAt);
    if (sequence >= (this.#agents.get(id)?.sequence ?? 0))
      this.#agents.set(id, { sequence, agent: space < 0 ? null : told.slice(space + 1) });
  }

  #takeAttempt(bytes: Buffer, idAt: number, at: number): void {
    const [columns, window] = [this.#columns, this.#window];
    const clientId = columns.text() as ClientId;
    const keyFrom = columns.begin;
    const client = window === null ? 0 : window.clientOf(bytes, keyFrom, columns.end);
    const deviceKey = columns.text() as DeviceKey;
    const channel = columns.word() as Channel;
    const keyTo = columns.end;
    const isWanted = columns.boolean();
    const decisionId = columns.uuid();
    const devicePosition = columns.smallint();
    const accountId = columns.uuid() as AccountId | null;
    const campaignGroupId = columns.uuidWord() as CampaignGroupId | null;
    const direction = columns.word() as Interaction['direction'];
    if (window !== null && direction === 'outbound') window.add(at, client);
    if (!isWanted) return;
    const isUndecided = decisionId === null && direction === 'outbound';
    this.#held.push({
      id: uuidAt(bytes, idAt) as AttemptId,
      at: at as Instant,
      clientId,
      deviceKey,
      devicePosition,
      accountId,
      accountReference: null,
      campaignGroupId,
      channel,
      direction,
      state: columns.word() as Interaction['state'],
      expiresAt: columns.instant() as Instant | null,
      callResult: columns.word() as CallResult | null,
      disposition: columns.word(),
      country: columns.word(),
      regions: columns.words(),
      postalCode: columns.word(),
      contact: null,
      decision: decisionId === null ? null : { id: decisionId, zones: UNKNOWN_ZONES },
      askedBefore: isUndecided ? this.#asked.before(at, bytes, keyFrom, keyTo) : null,
      agent: null,
      attemptsBefore: null,
    });
    this.#clients.push(client);
  }
}

function aboutOf(clientId: string, deviceKey: string, channel: string): string {
  return `${channel} ${deviceKey} ${clientId}`;
}

/** Of a decision that the stream did not tell of. */
export const UNKNOWN_ZONES: InteractionDecision['zones'] = Object.freeze([]);
