import type { AttributeValue, ClientId, DeviceKey, DeviceType, Instant, OrganizationId } from '@tact/engine';
import type { StoredAttempt } from './deciding.ts';

/** Something that was done or asked, as looking back needs it: an attempt, or a question that was answered with `blocked`. */
export interface HistoryRow extends StoredAttempt {
  readonly devicePosition: number | null;
  /** Whether an allowed decision reserved it. */
  readonly isDecided: boolean;
  /** Of a question that was blocked: the decision's record. Null: it is an attempt. */
  readonly record: string | null;
}

/** A piece of the history: the rows of clients one after the other, each client's in the order of time. */
export interface HistoryBlock {
  readonly rows: readonly HistoryRow[];
  /** False: the next block goes on with the last client of this one. */
  readonly endsClient: boolean;
}

/** Clients after the first up to and with the last, in the order of code points; null: from the beginning, to the end. */
export interface ClientRange {
  readonly after: ClientId | null;
  readonly upTo: ClientId | null;
}

/** What is walked through: what happened in `[from, until)`, with the questions that were blocked in `[questionsFrom, until)`. */
export interface HistoryRequest extends ClientRange {
  readonly from: Instant;
  readonly questionsFrom: Instant;
  readonly until: Instant;
}

/** A contact as it is now, as looking back needs it. */
export interface HistoryContact {
  readonly clientId: ClientId;
  readonly zone: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** Empty where attributes were not asked for. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly devices: readonly {
    readonly position: number;
    readonly key: DeviceKey;
    readonly type: DeviceType;
  }[];
}

/** Walking through all that happened, client by client, for whoever asks what other rules would have made of it. */
export interface HistoryPort {
  /** Ranges of about as many rows each, at most so many: what several threads share. `marks` are clients in order, to tell how far one is. */
  ranges(
    organizationId: OrganizationId,
    from: Instant,
    until: Instant,
    count: number,
  ): Promise<{ readonly ranges: readonly ClientRange[]; readonly marks: readonly ClientId[] }>;
  /** The history of a range, on a connection of its own, in constant memory. Each block was read in one and the same snapshot. */
  walk(organizationId: OrganizationId, request: HistoryRequest): AsyncGenerator<HistoryBlock>;
  /** Those of the clients that are contacts, in no order. */
  contacts(
    organizationId: OrganizationId,
    clientIds: readonly ClientId[],
    attributes: boolean,
  ): Promise<readonly HistoryContact[]>;
  /** Attempts on those of the devices, or about those of the accounts, that more than one client has attempts with; in the order of time. */
  shared(
    organizationId: OrganizationId,
    by: 'device' | 'account',
    keys: readonly string[],
    span: { readonly from: Instant; readonly until: Instant },
  ): Promise<readonly HistoryRow[]>;
}
