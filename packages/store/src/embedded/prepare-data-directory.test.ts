import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareDataDirectory } from './cluster.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-test-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what the service kept there while the database was elsewhere is no reason to refuse the folder', async () => {
  await writeFile(join(folder, 'secret.key'), 'x');
  await writeFile(join(folder, 'signing-key.pem'), 'x');
  await mkdir(join(folder, 'spool'));
  await expect(prepareDataDirectory(folder)).resolves.toBeUndefined();
});

test('anything else beside it is', async () => {
  await writeFile(join(folder, 'secret.key'), 'x');
  await writeFile(join(folder, 'letter.txt'), 'dear');
  await expect(prepareDataDirectory(folder)).rejects.toMatchObject({ code: 'folder_not_ours' });
});

test('a folder into which a backup was restored halfway is refused, but for the restoring itself', async () => {
  await writeFile(join(folder, 'restoring'), 'x');
  await mkdir(join(folder, 'cluster'));
  await expect(prepareDataDirectory(folder)).rejects.toMatchObject({ code: 'restore_unfinished' });
  await expect(prepareDataDirectory(folder, true)).resolves.toBeUndefined();
});
