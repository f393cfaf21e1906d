import {
  createAttemptImport,
  type AttemptImportResult,
  type RowToImport,
} from '../../commands/import-attempts.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { readJson } from '../../http/json-text.ts';
import { readLines, type Line } from '../../http/lines.ts';

/** Rows that are written in one transaction. */
const CHUNK_LINES = 1_000;

/**
 * Imports a streamed batch, one row a line. What was written before a failure stays; rows with an `externalId` can be sent again. `assertStillIn` is
 * asked before each chunk is written: a key that is revoked meanwhile writes nothing more (ADR 0025).
 */
export async function importLines(
  parts: Parts,
  caller: Caller,
  stream: AsyncIterable<Buffer>,
  assertStillIn: () => Promise<void>,
): Promise<AttemptImportResult> {
  const running = createAttemptImport(parts, caller);
  for await (const lines of readLines(stream, CHUNK_LINES)) {
    await assertStillIn();
    await running.add(lines.map(rowOf));
  }
  return running.result();
}

function rowOf({ line, text }: Line): RowToImport {
  if (text === undefined)
    return { line, refused: { code: 'body_too_large', sentence: 'the line is longer than 64 KB' } };
  const json = readJson(text);
  return json.valid
    ? { line, value: json.value }
    : { line, refused: { code: 'json_invalid', sentence: json.sentence } };
}
