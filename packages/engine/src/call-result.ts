/**
 * What the network or the dialer reports of an attempt. The index is the source product's code (seed A11.1), so that
 * imported histories keep their numbers; the label is what people read and what the wire carries.
 */
export const CALL_RESULTS = [
  'Ok', 'Transferred', 'Conferenced', 'General Error', 'System Error', 'Remote Release', 'Busy', 'No Answer',
  'SIT Detected', 'Answering Machine', 'All Trunks Busy', 'SIT Invalid Number', 'SIT Vacant', 'SIT Operator Intercept',
  'SIT Unknown', 'SIT No Circuit', 'SIT Reorder', 'Fax Detected', 'Queue Full', 'Cleared', 'Overflowed', 'Abandoned',
  'Redirected', 'Forwarded', 'Consult', 'Picked Up', 'Dropped', 'Dropped No Answer', 'Unknown', 'Covered',
  'Converse-On', 'Bridged', 'Silence', 'Answer', 'NU Tone', 'No Dial Tone', 'No Progress', 'No RingBack Tone',
  'No Established Detected', 'Pager Detected', 'Wrong Party', 'Dial Error', 'Call Drop Error', 'Switch Error',
  'No Free Port Error', 'Transfer Error', 'Stale', 'Agent CallBack Error', 'Group CallBack Error', 'Deafened', 'Held',
  'Do Not Call', 'Cancel Record', 'Wrong Number',
] as const; // prettier-ignore

/** The label of a call result, as people read it. */
export type CallResult = (typeof CALL_RESULTS)[number];

/** The twelve that a new attempt rule counts (seed A3.1, S11). */
export const DEFAULT_COUNTED_CALL_RESULTS: readonly CallResult[] = [
  'Busy',
  'No Answer',
  'Answering Machine',
  'Fax Detected',
  'Overflowed',
  'Abandoned',
  'Dropped',
  'Dropped No Answer',
  'Silence',
  'Answer',
  'Wrong Party',
  'Wrong Number',
];

const CODE_BY_SPELLING: ReadonlyMap<string, number> = new Map(
  CALL_RESULTS.map((label, code) => [spelling(label), code]),
);

/** Reads a call result in any case, with or without spaces and hyphens (`NoAnswer`, `no answer`); undefined where there is none such (S27). */
export function parseCallResult(text: string): CallResult | undefined {
  const code = CODE_BY_SPELLING.get(spelling(text));
  return code === undefined ? undefined : CALL_RESULTS[code];
}

function spelling(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]+/g, '');
}
