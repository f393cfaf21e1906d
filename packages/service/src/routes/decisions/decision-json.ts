import { verdictJson } from '@tact/engine';
import type { Answered } from '../../deciding/question.ts';

/** An answer as it is sent: the decision's own bytes, and the id of its record last. */
export function answerJson({ json, decision, id }: Answered, allVerdicts: boolean) {
  const verdicts = allVerdicts ? { verdicts: decision.verdicts.map(verdictJson) } : {};
  return { ...json, ...verdicts, id: recorded(id) };
}

/** INVARIANT: whatever is answered here was asked for with its record. */
function recorded(id: string | null): string {
  if (id === null) throw new Error('an answer came back without its record');
  return id;
}
