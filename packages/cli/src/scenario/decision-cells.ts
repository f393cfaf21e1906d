import { decisionJson, type Decision } from '@tact/engine';
import type { CaseCells } from './scenario.ts';

/** A decision as the cells of a case, in the way of the expected ones. */
export function decisionCells(decision: Decision): CaseCells {
  const json = decisionJson(decision);
  return {
    decision: json.decision,
    kind: json.deciding?.kind ?? '-',
    code: json.deciding?.code ?? '-',
    rule: json.deciding?.rule ?? '-',
    'also blocked by': json.blocking.map(({ rule }) => rule).join(', ') || '-',
    'next allowed': json.nextAllowedAt ?? '-',
    'call result': json.callResult ?? '-',
    disposition: json.dispositionCode ?? '-',
    sentence: json.deciding?.sentence ?? '-',
  };
}
