import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSecretBox } from './secret-box.ts';
import { keyFromFile, makeKeyFile, readSecretKey } from './secret-key-file.ts';

const [OLD, NEW] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];

describe('a secret box', () => {
  const box = createSecretBox([OLD]);
  const sealed = box.seal('channel credentials', 'organization channel', 'a secret');

  test('gives back what it sealed, and shows none of it', () => {
    expect(box.open('channel credentials', 'organization channel', sealed)).toBe('a secret');
    expect(sealed.toString('latin1')).not.toContain('secret');
  });

  test('seals the same differently each time', () => {
    expect(box.seal('channel credentials', 'organization channel', 'a secret').equals(sealed)).toBe(false);
  });

  test('opens nothing that belongs to something else', () => {
    expect(box.open('channel credentials', 'organization another', sealed)).toBeUndefined();
    expect(box.open('unsubscribe links', 'organization channel', sealed)).toBeUndefined();
    expect(
      createSecretBox([NEW]).open('channel credentials', 'organization channel', sealed),
    ).toBeUndefined();
  });

  test('opens nothing of which one bit was changed, or that was cut', () => {
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(box.open('channel credentials', 'organization channel', changed)).toBeUndefined();
      expect(box.open('channel credentials', 'organization channel', sealed.subarray(0, at))).toBeUndefined();
    }
  });

  test('opens with an old key what it sealed, and seals with the new one', () => {
    const both = createSecretBox([NEW, OLD]);
    expect(both.open('channel credentials', 'organization channel', sealed)).toBe('a secret');
    const again = both.seal('channel credentials', 'x', 'y');
    expect([
      box.open('channel credentials', 'x', again),
      createSecretBox([NEW]).open('channel credentials', 'x', again),
    ]).toEqual([undefined, 'y']);
  });

  test('is not made without a key, or with a short one', () => {
    expect(() => createSecretBox([])).toThrow();
    expect(() => createSecretBox([Buffer.alloc(16)])).toThrow();
  });
});

test.each([
  ['ab'.repeat(32), true],
  [OLD.toString('base64'), true],
  ['ab'.repeat(31), false],
  ['secret', false],
])('the text %s is a key: %s', (text, isKey) => {
  expect(readSecretKey(text) !== undefined).toBe(isKey);
});

describe('the key file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tact-key-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is made once, also by two starts at once, and for its owner alone', async () => {
    const keys = await Promise.all([makeKeyFile(folder), makeKeyFile(folder)]);
    const read = await keyFromFile(folder);
    expect(new Set([...keys, read].map((key) => key?.toString('hex'))).size).toBe(1);
    expect((await stat(join(folder, 'secret.key'))).mode & 0o777).toBe(0o600);
  });

  test('that holds no key is not replaced: what was saved with it would be lost', async () => {
    await writeFile(join(folder, 'secret.key'), 'x');
    for (const key of [keyFromFile, makeKeyFile])
      await expect(key(folder)).rejects.toThrow('give back the one that secrets were saved with');
  });

  test('is not made by whoever only reads it', async () => {
    expect(await keyFromFile(join(folder, 'none'))).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });
});
