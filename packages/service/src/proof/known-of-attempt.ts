type Fields = readonly (string | null)[];

/** Where among the texts of an attempt those stand that it came with. */
const CAME_WITH_AT = 17;

/** State, call result, disposition and their instant, as they follow from what an attempt came with and from its events. */
export function knownOfAttempt(fields: Fields, events: readonly Fields[]): Fields {
  const [callResult = null, disposition = null, at = null] = fields.slice(CAME_WITH_AT, CAME_WITH_AT + 3);
  const last = events.at(-1);
  if (last === undefined)
    return [fields[11] === 'import' ? 'finished' : 'reserved', callResult, disposition, at];
  const [, , , kind = null, result = null, recorded = null, actor] = last;
  const reportedAt = (JSON.parse(actor ?? '{}') as { readonly at?: number | null }).at ?? null;
  return [kind, result, recorded, reportedAt === null ? null : String(reportedAt)];
}
