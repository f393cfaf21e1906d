/** The columns of the compliance report, in their order. They are part of the interface: new ones join at the end. */
export const REPORT_COLUMNS = [
  'interactionId',
  'atUtc',
  'atLocal',
  'zone',
  'zoneFrom',
  'clientId',
  'account',
  'device',
  'devicePosition',
  'channel',
  'direction',
  'state',
  'callResult',
  'disposition',
  'campaignGroup',
  'agent',
  'hours',
  'rules',
  'judgedBy',
  'decision',
  'decisionId',
  'attemptsBefore24Hours',
  'attemptsBefore7Days',
  'country',
  'region',
] as const;
/** Whether an interaction fell within allowed hours. */
export const REPORT_HOURS = ['inside', 'outside', 'unknown', 'not-applicable'] as const;
/** What an interaction was made by. */
export const REPORT_DECISIONS = ['reserved', 'asked', 'none', 'against'] as const;
