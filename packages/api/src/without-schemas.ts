/**
 * What of the API needs no schema. A public surface apart: the library behind the schemas has seven hundred files, which a command that
 * only reads an instant should not load.
 */
export { DECISION_CSV_COLUMNS } from './decision-csv.ts';
export { REPORT_COLUMNS, REPORT_DECISIONS, REPORT_HOURS } from './report-csv.ts';
export { parseInstant, parseSpanEdge } from './instant.ts';
export {
  ATTRIBUTE_PLACEHOLDER,
  PLACEHOLDERS,
  readMessage,
  type MessagePiece,
} from './message-placeholders.ts';
export { API_LIMITS } from './limits.ts';
export { ApiError, createClientOf, type ClientRoutes } from './client.ts';
export { ROLE_SCOPES, ROLES } from './permissions.ts';
