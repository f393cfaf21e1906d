/** The columns of a batch that is answered as CSV. */
export const DECISION_CSV_COLUMNS = [
  'clientId',
  'device',
  'decision',
  'code',
  'sentence',
  'nextAllowedAt',
] as const;
