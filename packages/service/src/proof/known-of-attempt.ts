import { objectInText } from './object-in-text.ts';

type Fields = readonly (string | null)[];

/** Where among the texts of an attempt those stand that it came with. */
const CAME_WITH_AT = 17;

/**
 * State, call result, disposition and their instant, as they follow from what an attempt came with and from its events. Undefined: nothing follows, because
 * the last event cannot be read.
 */
export function knownOfAttempt(fields: Fields, events: readonly Fields[]): Fields | undefined {
  const [callResult = null, disposition = null, at = null] = fields.slice(CAME_WITH_AT, CAME_WITH_AT + 3);
  const last = events.at(-1);
  if (last === undefined)
    return [fields[11] === 'import' ? 'finished' : 'reserved', callResult, disposition, at];
  const [, , , kind = null, result = null, recorded = null, actor] = last;
  const reported = objectInText(actor ?? '{}');
  if (reported === undefined) return undefined;
  const { at: reportedAt = null } = reported;
  if (reportedAt === null) return [kind, result, recorded, null];
  return typeof reportedAt === 'number' ? [kind, result, recorded, String(reportedAt)] : undefined;
}
