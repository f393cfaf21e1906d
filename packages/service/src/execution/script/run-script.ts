import {
  ExpressionFailure,
  type AttributeValue,
  type Instant,
  type Surroundings,
  type Value,
} from '@tact/engine';
import type { Course, ScriptCourse } from '@tact/store';
import { treat, type Step } from '../treat.ts';
import { SCRIPT_ATTEMPTS_MAX, type ScriptField, type Transition, type TreatmentScript } from './script.ts';

/** What happened to a record. */
export interface ScriptEvent {
  /** Names of it, the one that is looked for first at the beginning: a disposition goes before the call result (S4). */
  readonly names: readonly string[];
  /** What conditions read of the record. */
  readonly fields: Readonly<Record<ScriptField, AttributeValue>>;
  /** What they read of the contact; a name of the record goes first. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** What a script does: a step; nothing, because no transition takes the event; or it cannot tell. */
export type ScriptStep =
  | { readonly step: Step; readonly course: ScriptCourse }
  | { readonly step: 'none' }
  | { readonly step: 'failed'; readonly sentence: string };

/**
 * What follows by a script: the first transition of the record's state whose event and condition hold is taken, one and no more, so that it always ends.
 * A record whose state is gone from a changed script begins anew. A condition without a value ends in `failed`: nothing is tried on a guess.
 */
export function stepOfScript(
  { initial, states, finals }: TreatmentScript,
  course: Course | null,
  {
    names,
    fields,
    attributes,
  }: Omit<ScriptEvent, 'fields'> & {
    readonly fields: Readonly<Record<Exclude<ScriptField, 'times'>, AttributeValue>>;
  },
  now: Instant,
): ScriptStep {
  const before = course !== null && 'scriptState' in course && states.has(course.scriptState) ? course : null;
  const state = before?.scriptState ?? initial;
  const times = (before?.times ?? 0) + 1;
  const known = { ...attributes, ...fields, times };
  let taken: Transition | undefined;
  for (const name of names) {
    for (const transition of states.get(state) ?? []) {
      if (!transition.events.some((event) => isMatched(event, name))) continue;
      const holds = conditionHolds(transition, known);
      if (typeof holds === 'string') return { step: 'failed', sentence: holds };
      if (holds) taken ??= transition;
      if (taken !== undefined) break;
    }
    if (taken !== undefined) break;
  }
  if (taken === undefined) return { step: 'none' };
  const target = taken.target ?? state;
  const next: ScriptCourse = { scriptState: target, times: target === state ? times : 0 };
  if (taken.action === null || finals.has(target))
    return { step: taken.action === null ? FINISH : stepOf(taken.action, times, now), course: next };
  if (Number(fields.attempts) >= SCRIPT_ATTEMPTS_MAX)
    return { step: { step: 'finish', code: 'retries_used_up' }, course: next };
  return { step: stepOf(taken.action, times, now), course: next };
}

const FINISH: Step = { step: 'finish', code: 'treatment_ends' };

/** An action is carried out as a treatment's is; `times` is how often in a row the record was in this state, which increments grow by. */
function stepOf(action: NonNullable<Transition['action']>, times: number, now: Instant): Step {
  const treatment = {
    id: 'script',
    name: 'script',
    callResults: [],
    dispositionCodes: [],
    nextAction: 'stop' as const,
    ...action,
    retriesMax: times,
  };
  const inProgress = { treatmentId: 'script', treatment, retries: times - 1 };
  return treat(treatment, inProgress, now);
}

/** SCXML's rule: `*` is every event; `result` matches itself and what begins with it and a dot. Case, and how a code joins its words, say nothing. */
function isMatched(descriptor: string, name: string): boolean {
  const prefix = descriptor.replace(/\.\*$/, '').toLowerCase().replaceAll('_', '-');
  return descriptor === '*' || name === prefix || name.startsWith(`${prefix}.`);
}

/** Whether a condition holds; a sentence where that cannot be told. */
function conditionHolds(
  { condition }: Transition,
  known: Readonly<Record<string, AttributeValue>>,
): boolean | string {
  if (condition === null) return true;
  const surroundings = surroundingsOf(known);
  const missing = condition.missing(surroundings);
  if (missing !== null) return missing.message;
  try {
    const value = condition.evaluate(surroundings);
    return typeof value === 'boolean' ? value : 'a condition is neither true nor false';
  } catch (error) {
    if (!(error instanceof ExpressionFailure)) throw error;
    return error.message;
  }
}

/** What is no field was refused when the script was read. */
function surroundingsOf(known: Readonly<Record<string, AttributeValue>>): Surroundings {
  return {
    field: (name): Value => (Object.hasOwn(known, name) ? (known[name] ?? undefined) : undefined),
    attempts: () => 0,
    zone: null,
    clock: () => {
      throw new Error('a condition of a script reads no clock');
    },
  };
}
