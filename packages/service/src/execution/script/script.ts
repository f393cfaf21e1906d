import type { CompiledExpression } from '@tact/engine';
import type { TreatmentAction, TreatmentFields } from '@tact/store';

/** A treatment script made ready (ADR 0026): what follows a result or a block, by the state that a record is in. */
export interface TreatmentScript {
  /** The state that a record begins in. */
  readonly initial: string;
  /** What leads out of each state, in the order in which it is looked at. A final state has nothing. */
  readonly states: ReadonlyMap<string, readonly Transition[]>;
  readonly finals: ReadonlySet<string>;
}

/** One way out of a state. */
export interface Transition {
  /** Event descriptors of SCXML: `result.busy`, `blocked`, `*`. */
  readonly events: readonly string[];
  /** Null: always. */
  readonly condition: CompiledExpression | null;
  /** Null: the record stays in its state. */
  readonly target: string | null;
  /** Null: nothing more is done, as at a final state. */
  readonly action: ScriptAction | null;
}

/** What is done with the record, as a treatment would do it; how often is a matter of conditions. */
export type ScriptAction = Pick<
  TreatmentFields,
  'intervalMinutes' | 'incrementMinutes' | 'at' | 'assignee'
> & {
  readonly action: TreatmentAction;
};

/** What is wrong with a script, and where. */
export interface ScriptProblem {
  /** From 1. */
  readonly line: number;
  readonly sentence: string;
}

/** Attempts that a script may make of one record: a script without a condition would redial for ever. */
export const SCRIPT_ATTEMPTS_MAX = 100;

/** What conditions read beside the contact's attributes, whose names are anybody's: a script that reads another name is no mistake by itself. */
export type ScriptField =
  'attempts' | 'times' | 'device_index' | 'devices_left' | 'call_result' | 'disposition';
