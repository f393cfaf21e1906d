import { expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { ContactImport, ListImport } from '@tact/store';
import { createWithRoom, FILES_KEPT_MAX } from './kept-files.ts';

const ours = 'ours' as OrganizationId;
const theirs = 'theirs' as OrganizationId;

/** A count where so many files of an organization are kept; each id says whose it is. */
function keeping(kept: Readonly<Record<string, number>>) {
  const ids = Object.entries(kept).flatMap(([whose, count]) =>
    Array.from({ length: count }, (_, index) => `${whose} ${index}`),
  );
  // Half of them wait for imports of contacts, the others for those of suppression lists.
  const isOfContacts = (id: string) => Number(id.split(' ')[1]) % 2 === 1;
  const isOf = (whose: OrganizationId, id: string) => id.startsWith(`${whose} `);
  const find = (whose: OrganizationId, id: string) =>
    Promise.resolve(isOf(whose, id) && !isOfContacts(id) ? ({ id } as ListImport) : undefined);
  const ofFile = (whose: OrganizationId, id: string) =>
    Promise.resolve(isOf(whose, id) && isOfContacts(id) ? ({ id } as ContactImport) : undefined);
  const store = { listImports: { find }, contactImports: { ofFile } };
  return createWithRoom({ store, spool: { ids: () => Promise.resolve(ids) } });
}

const received = () => Promise.resolve('received');

test.each([
  ['fewer than it may', { ours: FILES_KEPT_MAX - 1, theirs: FILES_KEPT_MAX }, null],
  ['as many as it may', { ours: FILES_KEPT_MAX }, 'import_files_full'],
])('an organization that has %s', async (_, kept, code) => {
  const answer = await keeping(kept)(ours, received).catch((error: unknown) => error);
  if (code === null) expect(answer).toBe('received');
  else expect(answer).toMatchObject({ code });
});

test('what is being received counts, whoever is refused does not, and what was received makes room', async () => {
  const withRoom = keeping({ ours: FILES_KEPT_MAX - 2 });
  const ends: (() => void)[] = [];
  const endless = () => new Promise<void>((resolve) => ends.push(resolve));
  const under = [withRoom(ours, endless), withRoom(ours, endless)];
  for (let index = 0; index < 3; index++)
    await expect(withRoom(ours, received)).rejects.toMatchObject({ code: 'import_files_full' });
  expect(await withRoom(theirs, received)).toBe('received');
  for (const end of ends) end();
  await Promise.all(under);
  expect(await withRoom(ours, received)).toBe('received');
});
