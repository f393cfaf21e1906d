import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSpool, type Disk } from './spool.ts';

const GB = 1024 ** 3;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tact-test-spool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* chunks(count: number, bytes: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index++) yield await Promise.resolve(Buffer.alloc(bytes, 'x'));
}

describe('a file is taken where enough of the disk is left', () => {
  const disks: readonly (readonly [name: string, disk: Disk, isTaken: boolean])[] = [
    ['10 GB of a large one', { free: 10 * GB, whole: 1_000 * GB }, true],
    ['a little less of it', { free: 10 * GB - 1, whole: 1_000 * GB }, false],
    ['a tenth of a small one', { free: 4 * GB, whole: 40 * GB }, true],
    ['a little less of that', { free: 4 * GB - 1, whole: 40 * GB }, false],
  ];
  test.each(disks)('%s', async (_, disk, isTaken) => {
    const spool = createSpool(folder, () => Promise.resolve(disk));
    const code = await spool.receive(chunks(1, 10), 1_000).then(
      () => null,
      (error: unknown) => (error as { readonly code: string }).code,
    );
    expect(code).toBe(isTaken ? null : 'storage_full');
    expect(await readdir(folder)).toHaveLength(isTaken ? 1 : 0);
  });

  test('and no further than it is', async () => {
    let looks = 0;
    const disk = () => Promise.resolve({ free: ++looks > 2 ? 0 : 20 * GB, whole: 100 * GB });
    const received = createSpool(folder, disk).receive(chunks(10, 32 * 1024 ** 2), GB);
    await expect(received).rejects.toMatchObject({ code: 'storage_full' });
    expect(looks).toBe(3);
    expect(await readdir(folder)).toEqual([]);
  });

  test('of this machine, too', async () => {
    const spool = createSpool(folder);
    const { id } = await spool.receive(chunks(1, 10), 1_000);
    expect(await spool.ids()).toEqual([id]);
  });
});
