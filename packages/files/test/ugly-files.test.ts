import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { FileError } from '../src/file-error.ts';
import { inspectFile } from '../src/inspect/inspect-file.ts';
import { bytesInMemory } from '../src/source.ts';
import { readAll } from './read-all.ts';
import { PRODUCT_FILES } from './ugly/product-files.ts';
import { TEXT_FILES } from './ugly/text-files.ts';
import type { UglyFile } from './ugly/ugly-file.ts';

const FILES = [...TEXT_FILES, ...PRODUCT_FILES];

/** Looks at a file and reads it as proposed, with the user's changes; the file's bytes come in chunks of so many. */
async function read({ content, stated = {}, change = {} }: UglyFile, chunkBytes: number) {
  const source = bytesInMemory('list', Buffer.from(content), chunkBytes);
  try {
    const inspection = await inspectFile(source, stated);
    return { inspection, ...(await readAll(source, { ...inspection.plan, ...change })) };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { inspection: null, good: [], bad: [], error: error.code };
  }
}

describe('files as users have them: each good row is taken, each bad one told', () => {
  test.each(FILES.map((file): [string, UglyFile] => [file.name, file]))('%s', async (_, file) => {
    const { inspection, good, bad, error } = await read(file, 65_536);
    expect({ good, bad, error }).toEqual({ good: file.good, bad: file.bad, error: file.refused ?? null });
    if (file.kind !== undefined) expect(inspection?.kind).toBe(file.kind);
    const codes = inspection?.questions.map(({ code }) => code);
    if (file.questions !== undefined) expect(codes).toEqual(file.questions);
    if (file.remarks !== undefined)
      expect(inspection?.remarks.map(({ code }) => code)).toEqual(expect.arrayContaining([...file.remarks]));
  });

  test.each([1, 2, 7])('the same in chunks of %i bytes', async (chunkBytes) => {
    for (const file of FILES) {
      if (Buffer.from(file.content).length > 10_000) continue;
      const { good, bad, error } = await read(file, chunkBytes);
      expect({ name: file.name, good, bad, error }).toEqual({
        name: file.name,
        good: file.good,
        bad: file.bad,
        error: file.refused ?? null,
      });
    }
  });
});
