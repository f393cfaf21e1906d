import type { Decision } from '@tact/engine';
import type { HandDecision, HandReason } from './hand-written.ts';

/** Tact's deciding verdict in the hand-written function's words, and what its attempt rules counted. */
export function shortDecision({ deciding, verdicts }: Decision): HandDecision {
  const reason = deciding === null ? 'allowed' : REASON_OF_RULE.get(deciding.rule.replace(/ \d.*$/, ''));
  if (reason === undefined) throw new Error(`no word for the rule \`${deciding?.rule ?? ''}\``);
  if (reason === 'list' || reason === 'holiday' || reason === 'hours') return { reason, counted: 0 };
  const rule = reason === 'day' ? 'attempts in a day' : 'attempts in a week';
  const verdict = verdicts.find((each) => each.rule === rule);
  switch (verdict?.reason.code) {
    case 'attempts_below_limit':
      return { reason, counted: verdict.reason.facts.counted };
    case 'attempts_reached':
      return { reason, counted: verdict.reason.facts.counted.length };
    default:
      throw new Error(`the rule \`${rule}\` counted nothing`);
  }
}

const REASON_OF_RULE: ReadonlyMap<string, HandReason> = new Map([
  ['suppressed numbers', 'list'],
  ['holiday', 'holiday'],
  ['organization hours', 'hours'],
  ['attempts in a day', 'day'],
  ['attempts in a week', 'week'],
  ['regions', 'regions'],
  ['state', 'state'],
]);

/** Whether two short answers are the same. */
export function isSameDecision(one: HandDecision, other: HandDecision): boolean {
  return one.reason === other.reason && one.counted === other.counted;
}
