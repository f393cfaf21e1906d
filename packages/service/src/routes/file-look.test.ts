import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { bytesInMemory, inspectFile } from '@tact/files';
import { createFileLook, FILE_LOOKS_AT_ONCE } from './file-look.ts';

const file = bytesInMemory('list.csv', Buffer.from('number\n+12125550101\n'));
const isThere = () => false;

test('a few files are looked at at once, and the next one when one of them is done', async () => {
  const look = createFileLook();
  const ends: (() => void)[] = [];
  const begun = Array.from({ length: FILE_LOOKS_AT_ONCE + 1 }, () =>
    look(file, isThere, () => new Promise<void>((resolve) => ends.push(resolve))),
  );
  await Promise.resolve();
  expect(ends).toHaveLength(FILE_LOOKS_AT_ONCE);
  ends[0]?.();
  await begun[0];
  await Promise.resolve();
  expect(ends).toHaveLength(FILE_LOOKS_AT_ONCE + 1);
  for (const end of ends) end();
  await Promise.all(begun);
});

test('a file is read while somebody waits for what comes of it, and no further', async () => {
  const look = createFileLook();
  const seen = await look(file, isThere, (source) => inspectFile(source));
  expect(seen.rowsSeen).toBe(1);
  let asked = 0;
  const goesSoon = () => ++asked > 1;
  const ended = look(file, goesSoon, (source) => inspectFile(source));
  await expect(ended).rejects.toMatchObject({ code: 'file_invalid' });
});
