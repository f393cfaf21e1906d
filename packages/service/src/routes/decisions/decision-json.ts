import { verdictJson } from '@tact/engine';
import type { Answered } from '../../deciding/question.ts';

/** An answer as it is sent: the decision's own bytes, what it leads to, and the id of its record last. */
export function answerJson({ json, decision, treatment, id }: Answered, allVerdicts: boolean) {
  const verdicts = allVerdicts ? { verdicts: decision.verdicts.map(verdictJson) } : {};
  return { ...json, ...verdicts, treatment, id: recorded(id) };
}

/** INVARIANT: whatever is answered here was asked for with its record. */
function recorded(id: string | null): string {
  if (id === null) throw new Error('an answer came back without its record');
  return id;
}
