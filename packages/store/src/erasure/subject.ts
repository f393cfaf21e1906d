import type { ClientId, DeviceKey } from '@tact/engine';

/** Whom an erasure is about, and by what traces of them are found. Kept with the order until it is done, and then no more. */
export interface Subject {
  /** Null: nobody's client id is known. */
  readonly clientId: ClientId | null;
  readonly deviceKeys: readonly DeviceKey[];
  readonly contactIds: readonly string[];
  /** Of the contact, its accounts and its opt-outs: what the audit log names. */
  readonly entityIds: readonly string[];
  /** How far answers kept for repeated requests were looked through. */
  readonly answersAfter?: readonly [principalId: string, key: string];
}

/** What a text of JSON that is about the person may hold; what holds none of it is not about them. */
export function needlesOf({ clientId, deviceKeys }: Subject): readonly string[] {
  return [...(clientId === null ? [] : [JSON.stringify(clientId)]), ...deviceKeys];
}
