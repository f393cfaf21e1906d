import { decisionJson, type Decision, type DecisionJson } from '@tact/engine';
import type { Answered } from './question.ts';

/** What the answer to a decided question holds beside its decision. */
type Kept = Pick<Answered, 'id' | 'attempt' | 'treatment'>;

/** The answer to a question that was decided. Its JSON is made when it is first asked for: a list that is answered as CSV never does. */
export class DecidedAnswer implements Answered {
  readonly answered = true;
  readonly decision: Decision;
  readonly id: Kept['id'];
  readonly attempt: Kept['attempt'];
  readonly treatment: Kept['treatment'];
  #json: DecisionJson | undefined;

  constructor(decision: Decision, { id, attempt, treatment }: Kept) {
    this.decision = decision;
    this.id = id;
    this.attempt = attempt;
    this.treatment = treatment;
  }

  get json(): DecisionJson {
    return (this.#json ??= decisionJson(this.decision));
  }

  /** The same answer, once its record is durable. */
  recorded(id: string, attempt: Kept['attempt']): DecidedAnswer {
    const answer = new DecidedAnswer(this.decision, { id, attempt, treatment: this.treatment });
    answer.#json = this.#json;
    return answer;
  }
}
