import {
  allowedWindows,
  decisionJson,
  type AllowedSpan,
  type Decision,
  type DecisionJson,
  type Instant,
} from '@tact/engine';
import type { Answered } from './question.ts';
import type { Resolved } from './resolve.ts';
import type { CachedRuleset } from './ruleset-cache.ts';
import { treatmentOf } from './treatment-table.ts';

/** What the answer to a decided question holds beside its decision. */
type Kept = Pick<Answered, 'id' | 'attempt' | 'treatment'>;

/**
 * The answer to a question that was decided and is not yet on record. `resolved`: what it was decided by, where somebody may ask for the
 * span in which it would open; null where nobody does, so that a long list does not keep its facts.
 */
export function answerOf(
  decision: Decision,
  { ruleset, treatments }: Pick<CachedRuleset, 'ruleset' | 'treatments'>,
  resolved: Resolved | null,
): DecidedAnswer {
  const kept = { id: null, attempt: null, treatment: treatmentOf(treatments, decision) };
  const { nextAllowedAt } = decision;
  if (resolved === null || typeof nextAllowedAt !== 'number')
    return new DecidedAnswer(decision, kept, () => null);
  return new DecidedAnswer(decision, kept, (lengthMsMax) => {
    const until = Math.min(nextAllowedAt + lengthMsMax, ruleset.zoneTable.endsAtUtc - 1) as Instant;
    const [first] = allowedWindows(resolved.request, ruleset, resolved.facts, until).spans;
    return first ?? null;
  });
}

/** The answer to a question that was decided. Its JSON is made when it is first asked for: a list that is answered as CSV never does. */
export class DecidedAnswer implements Answered {
  readonly answered = true;
  readonly decision: Decision;
  readonly id: Kept['id'];
  readonly attempt: Kept['attempt'];
  readonly treatment: Kept['treatment'];
  readonly nextSpan: (lengthMsMax: number) => AllowedSpan | null;
  #json: DecisionJson | undefined;

  constructor(
    decision: Decision,
    { id, attempt, treatment }: Kept,
    nextSpan: (lengthMsMax: number) => AllowedSpan | null,
  ) {
    this.decision = decision;
    this.id = id;
    this.attempt = attempt;
    this.treatment = treatment;
    this.nextSpan = nextSpan;
  }

  get json(): DecisionJson {
    return (this.#json ??= decisionJson(this.decision));
  }

  /** The same answer, once its record is durable. */
  recorded(id: string, attempt: Kept['attempt']): DecidedAnswer {
    const answer = new DecidedAnswer(
      this.decision,
      { id, attempt, treatment: this.treatment },
      this.nextSpan,
    );
    answer.#json = this.#json;
    return answer;
  }
}
