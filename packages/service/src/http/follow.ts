import { setTimeout as sleep } from 'node:timers/promises';

/** A stream on which nothing happens says so after so long, milliseconds, so that nobody between closes it. */
const SILENCE_MS_MAX = 15_000;

/** What is followed, and how it is told. */
export interface Followed<Value> {
  /** The type of the events. */
  readonly event: string;
  /** As it is now. */
  readonly first: Value;
  /** As it is later; undefined: it is gone. */
  readonly read: () => Promise<Value | undefined>;
  readonly json: (value: Value) => unknown;
  /** Whether more is to come. */
  readonly goesOn: (value: Value) => boolean;
  /** How often it is looked at, milliseconds. */
  readonly everyMs: number;
  readonly isStopping: () => boolean;
}

/** Something that changes by itself, as server-sent events: at once, and after each change, until nothing more is to come or the service stops. */
export async function* follow<Value>({
  event,
  first,
  read,
  json,
  goesOn,
  everyMs,
  isStopping,
}: Followed<Value>): AsyncGenerator<string> {
  let value: Value | undefined = first;
  let told = '';
  let silentMs = 0;
  while (value !== undefined) {
    const text = JSON.stringify(json(value));
    if (text !== told) yield `event: ${event}\ndata: ${text}\n\n`;
    else if (silentMs >= SILENCE_MS_MAX) yield ': still there\n\n';
    silentMs = text !== told || silentMs >= SILENCE_MS_MAX ? 0 : silentMs + everyMs;
    told = text;
    if (!goesOn(value) || isStopping()) return;
    await sleep(everyMs);
    value = await read();
  }
}

/** Whether a job's state is one that changes by itself. */
export function isUnderWay({ state }: { readonly state: string }): boolean {
  return state === 'queued' || state === 'running';
}
