import type { AccountId, AttemptId, ClientId, DeviceKey, Instant } from '@tact/engine';
import { uuidAt } from '../history/read-columns.ts';
import type { Interaction, InteractionDecision } from '../ports.ts';
import {
  ASKED_ALLOWED,
  NOT_ASKED,
  type ContactAddress,
  type InteractionBatch,
  type InteractionShape,
} from '../ports/interaction-batch.ts';
import type { ByteCache } from './byte-cache.ts';
import type { ByteList } from './byte-list.ts';
import type { ContactCache } from './contact-cache.ts';

/** The lists that the numbers of a batch mean. */
export interface BatchLists {
  readonly shapes: ByteList<InteractionShape>;
  readonly postalCodes: ByteList<string>;
  readonly zones: ByteList<InteractionDecision['zones']>;
  readonly agents: ByteList<string>;
}

/** Of a decision that the stream did not tell of; its zones have to be looked up. */
export const UNKNOWN_ZONES = -2;
/** No value of a column of numbers. */
export const NONE = -1;
/** Bytes of an id. */
export const ID_BYTES = 16;

/** Creates an empty batch with room for so many interactions; it grows where it has to. */
export function createBatch(rows: number): BatchUnderWay {
  return new BatchUnderWay(rows);
}

/** Bytes that one interaction takes, about. */
const ROW_BYTES = 256;

/** A batch while it is put together. */
export class BatchUnderWay implements InteractionBatch {
  length = 0;
  bytes: Buffer;
  used = 0;
  ids: Int32Array;
  instants: Float64Array;
  clientsFrom: Int32Array;
  clientsTo: Int32Array;
  devicesFrom: Int32Array;
  devicesTo: Int32Array;
  /** Where the channel ends, with which the key of what was asked ends: it begins with the client's length. */
  channelsTo: Int32Array;
  shapes: Int32Array;
  postalCodes: Int32Array;
  expiresAt: Float64Array;
  accountIds: Int32Array;
  /** The number of each account in `accountCache`. */
  accounts: Int32Array;
  /** The number of each client in `contacts`. */
  clients: Int32Array;
  addresses: Int32Array;
  deviceTypes: Int8Array;
  decisionIds: Int32Array;
  zones: Int32Array;
  asked: Uint8Array;
  askedIds: Uint8Array;
  agents: Int32Array;
  /** The number of each client in the window of attempts, until the instant ends. */
  counted: Int32Array;
  isCounted = false;
  /** False: at one instant there were so many that decisions, agents and who asked before have to be looked up. */
  isMerged = true;
  attemptsOfDay: Uint32Array;
  attemptsOfWeek: Uint32Array;
  lists: BatchLists | undefined;
  contacts: ContactCache | undefined;
  accountCache: ByteCache | undefined;
  #rows: number;

  constructor(rows: number) {
    this.#rows = rows;
    this.bytes = Buffer.allocUnsafe(rows * ROW_BYTES);
    const ints = () => new Int32Array(rows);
    this.ids = ints();
    this.instants = new Float64Array(rows);
    this.clientsFrom = ints();
    this.clientsTo = ints();
    this.devicesFrom = ints();
    this.devicesTo = ints();
    this.channelsTo = ints();
    this.shapes = ints();
    this.postalCodes = ints();
    this.expiresAt = new Float64Array(rows);
    this.accountIds = ints();
    this.accounts = ints();
    this.clients = ints();
    this.addresses = ints();
    this.deviceTypes = new Int8Array(rows);
    this.decisionIds = ints();
    this.zones = ints();
    this.asked = new Uint8Array(rows);
    this.askedIds = new Uint8Array(rows * ID_BYTES);
    this.agents = ints();
    this.counted = ints();
    this.attemptsOfDay = new Uint32Array(rows);
    this.attemptsOfWeek = new Uint32Array(rows);
  }

  get shapeList(): readonly InteractionShape[] {
    return this.lists?.shapes.values ?? [];
  }
  get postalCodeList(): readonly string[] {
    return this.lists?.postalCodes.values ?? [];
  }
  get zonesList(): readonly InteractionDecision['zones'][] {
    return this.lists?.zones.values ?? [];
  }
  get agentList(): readonly string[] {
    return this.lists?.agents.values ?? [];
  }
  get addressList(): readonly ContactAddress[] {
    return this.contacts?.addresses ?? [];
  }

  /** Begins anew, with the lists as they are now. */
  begin(lists: BatchLists, isCounted: boolean): void {
    this.length = 0;
    this.used = 0;
    this.isMerged = true;
    this.isCounted = isCounted;
    this.lists = lists;
    this.contacts = undefined;
    this.accountCache = undefined;
  }

  /** Copies bytes in; gives where they begin. */
  copy(from: Buffer, begin: number, end: number): number {
    const place = this.used;
    this.used = place + end - begin;
    if (this.used > this.bytes.length) {
      const wider = Buffer.allocUnsafe(this.used * 2);
      this.bytes.copy(wider, 0, 0, place);
      this.bytes = wider;
    }
    from.copy(this.bytes, place, begin, end);
    return place;
  }

  /** Makes room for one more; gives its index. */
  next(): number {
    if (this.length === this.#rows) this.#grow();
    return this.length++;
  }

  accountReferenceOf(index: number): Uint8Array | null {
    const number = this.accounts[index] ?? NONE;
    return number < 0 ? null : (this.accountCache?.textOf(number) ?? null);
  }

  interactionAt(index: number): Interaction {
    const at = (column: Int32Array): number => column[index] ?? NONE;
    const text = (from: Int32Array, to: Int32Array) => this.bytes.toString('utf8', at(from), at(to));
    const shape = this.shapeList[at(this.shapes)];
    if (shape === undefined) throw new RangeError(`the batch has no interaction \`${index}\``);
    const [accountId, decisionId, asked] = [
      at(this.accountIds),
      at(this.decisionIds),
      this.asked[index] ?? NOT_ASKED,
    ];
    const reference = this.accountReferenceOf(index);
    const expiresAt = this.expiresAt[index] ?? Number.NaN;
    return {
      ...shape,
      id: uuidAt(this.bytes, at(this.ids)) as AttemptId,
      at: (this.instants[index] ?? 0) as Instant,
      clientId: text(this.clientsFrom, this.clientsTo) as ClientId,
      deviceKey: text(this.devicesFrom, this.devicesTo) as DeviceKey,
      accountId: accountId < 0 ? null : (uuidAt(this.bytes, accountId) as AccountId),
      accountReference: reference === null ? null : Buffer.from(reference).toString(),
      expiresAt: Number.isNaN(expiresAt) ? null : (expiresAt as Instant),
      postalCode: this.postalCodeList[at(this.postalCodes)] ?? null,
      contact: this.contacts?.contactOf(at(this.clients)) ?? null,
      decision:
        decisionId < 0
          ? null
          : { id: uuidAt(this.bytes, decisionId), zones: this.zonesList[at(this.zones)] ?? NO_ZONES },
      askedBefore:
        asked === NOT_ASKED
          ? null
          : { id: uuidAt(this.askedIds, index * ID_BYTES), allowed: asked === ASKED_ALLOWED },
      agent: this.agentList[at(this.agents)] ?? null,
      attemptsBefore: this.isCounted
        ? { day: this.attemptsOfDay[index] ?? 0, week: this.attemptsOfWeek[index] ?? 0 }
        : null,
    };
  }

  #grow(): void {
    const wider = new BatchUnderWay(this.#rows * 2);
    this.#rows *= 2;
    this.ids = grown(this.ids, wider.ids);
    this.instants = grown(this.instants, wider.instants);
    this.clientsFrom = grown(this.clientsFrom, wider.clientsFrom);
    this.clientsTo = grown(this.clientsTo, wider.clientsTo);
    this.devicesFrom = grown(this.devicesFrom, wider.devicesFrom);
    this.devicesTo = grown(this.devicesTo, wider.devicesTo);
    this.channelsTo = grown(this.channelsTo, wider.channelsTo);
    this.shapes = grown(this.shapes, wider.shapes);
    this.postalCodes = grown(this.postalCodes, wider.postalCodes);
    this.expiresAt = grown(this.expiresAt, wider.expiresAt);
    this.accountIds = grown(this.accountIds, wider.accountIds);
    this.accounts = grown(this.accounts, wider.accounts);
    this.clients = grown(this.clients, wider.clients);
    this.addresses = grown(this.addresses, wider.addresses);
    this.deviceTypes = grown(this.deviceTypes, wider.deviceTypes);
    this.decisionIds = grown(this.decisionIds, wider.decisionIds);
    this.zones = grown(this.zones, wider.zones);
    this.asked = grown(this.asked, wider.asked);
    this.askedIds = grown(this.askedIds, wider.askedIds);
    this.agents = grown(this.agents, wider.agents);
    this.counted = grown(this.counted, wider.counted);
    this.attemptsOfDay = grown(this.attemptsOfDay, wider.attemptsOfDay);
    this.attemptsOfWeek = grown(this.attemptsOfWeek, wider.attemptsOfWeek);
  }
}

const NO_ZONES: InteractionDecision['zones'] = Object.freeze([]);

function grown<Column extends { set(other: Column): void }>(before: Column, after: Column): Column {
  after.set(before);
  return after;
}
