import type { Instant } from '@tact/engine';
import type { Settlement } from '@tact/store';
import { end, stepped, type Trigger, type WorkedItem } from '../settlements.ts';
import { readScript, type ScriptCheck } from './read-script.ts';
import { stepOfScript } from './run-script.ts';

/** The script of a campaign as it is used: read once for many records. */
export interface ReadyScript {
  readonly script: ScriptCheck;
}

/** What happened, as a script is told. */
export interface HappenedEvent {
  readonly names: readonly string[];
  readonly callResult: string | null;
  readonly disposition: string | null;
}

/** Scripts of campaigns that run; a few dozen. */
const READY_MAX = 64;
const ready = new Map<string, ReadyScript>();

/** Makes a script ready. The same text is read once as long as it is in use. */
export function readyScript(text: string): ReadyScript {
  const found = ready.get(text);
  if (found !== undefined) return found;
  if (ready.size >= READY_MAX) ready.clear();
  const made = { script: readScript(text) };
  ready.set(text, made);
  return made;
}

/** A call result or a code as a word of an event: `No Answer` is `no-answer`. */
export function eventWord(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/**
 * What a script does with a record; undefined where it says nothing of the event. INVARIANT: a script that cannot be read any more, or cannot tell, ends the
 * record as failed: nothing is tried on a guess.
 */
export function scripted(
  worked: WorkedItem,
  { script: check }: ReadyScript,
  { names, callResult, disposition }: HappenedEvent,
  trigger: Trigger,
  now: Instant,
): Settlement | undefined {
  const { item, chain, device } = worked;
  if (!check.ok)
    return failed(worked, `the script of its campaign cannot be read: ${check.problems[0]?.sentence ?? ''}`);
  const fields = {
    attempts: item.step,
    device_index: device.position,
    devices_left: Math.max(
      0,
      chain.length - 1 - chain.findIndex(({ position }) => position === device.position),
    ),
    // A text without a word: a condition may ask for it without testing whether there is one.
    call_result: callResult ?? '',
    disposition: disposition ?? '',
  };
  const event = { names, fields, attributes: item.contact.attributes };
  const done = stepOfScript(check.script, item.course, event, now);
  switch (done.step) {
    case 'none':
      return undefined;
    case 'failed':
      return failed(worked, `the script of its campaign cannot tell: ${done.sentence}`);
    default:
      return stepped(worked, done.step, trigger, { name: 'the script of its campaign', course: done.course });
  }
}

function failed({ item }: WorkedItem, reason: string): Settlement {
  return end(item, 'failed', { code: 'script_failed', reason });
}
