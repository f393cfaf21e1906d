import { expect, test } from 'vitest';
import { DEVICE_TYPES, type DeviceKey, type DeviceType } from '@tact/engine';
import { createByteTable } from './byte-table.ts';
import { createByteCache } from './byte-cache.ts';
import { createByteList } from './byte-list.ts';
import { createContactCache } from './contact-cache.ts';
import { createNewestByKey } from './newest-by-key.ts';

const bytesOf = (text: string) => Buffer.from(`<${text}>`);
/** Keys of all lengths, the empty one too. */
const KEYS = Array.from({ length: 20_000 }, (_, index) =>
  index === 0 ? '' : 'é'.repeat(index % 7) + String(index),
);

test('each key has a number of its own, whatever stands around it', () => {
  const table = createByteTable();
  for (const [index, key] of KEYS.entries()) {
    const bytes = bytesOf(key);
    expect(table.find(bytes, 1, bytes.length - 1)).toBe(-1);
    expect(table.add(bytes, 1, bytes.length - 1)).toBe(index);
  }
  expect(table.size).toBe(KEYS.length);
  for (const [index, key] of KEYS.entries()) {
    const bytes = bytesOf(key);
    expect(table.find(bytes, 1, bytes.length - 1)).toBe(index);
    expect(table.add(bytes, 1, bytes.length - 1)).toBe(index);
    expect(Buffer.from(table.keyOf(index)).toString()).toBe(key);
  }
  expect(() => table.keyOf(KEYS.length)).toThrow('there is no key');
});

test('a key of more than 16 kB is refused', () => {
  const table = createByteTable();
  expect(table.add(Buffer.alloc(16_384), 0, 16_384)).toBe(0);
  expect(() => table.add(Buffer.alloc(16_385), 0, 16_385)).toThrow('too long');
});

test('a text is what was put in last, however long, and none is known too', () => {
  const cache = createByteCache(20_000);
  const textOf = (key: string) => {
    const bytes = bytesOf(key);
    const number = cache.find(bytes, 1, bytes.length - 1);
    const text = number < 0 ? undefined : cache.textOf(number);
    return text instanceof Uint8Array ? Buffer.from(text).toString() : text;
  };
  for (const key of KEYS.slice(0, 3_000)) {
    expect(textOf(key)).toBeUndefined();
    cache.put(Buffer.from(key), `value of ${key}`);
  }
  expect(cache.isFull).toBe(true);
  for (const key of KEYS.slice(0, 3_000)) expect(textOf(key)).toBe(`value of ${key}`);
  for (const value of ['é'.repeat(20_000), '', null, 'short']) {
    cache.put(Buffer.from('a'), value);
    expect(textOf('a')).toBe(value);
  }
});

test('a contact is what was put in, with its address and the types of its devices', () => {
  const cache = createContactCache(20_000);
  const address = { zone: null, country: 'US', region: null, postalCode: '' };
  const device = (key: string, type: DeviceType) => ({ key: key as DeviceKey, type });
  const contacts = [
    { ...address, devices: [] },
    {
      ...address,
      devices: [device('+12125550101', 'mobile'), device('é@example.com', 'other'), device('+1', 'unknown')],
    },
    {
      ...address,
      zone: 'UTC',
      devices: Array.from({ length: 2_000 }, (_, n) => device(`+1212555${n}`, 'landline')),
    },
    null,
  ];
  const typeOf = (number: number, key: string) => {
    const bytes = bytesOf(key);
    return cache.typeOf(number, bytes, 1, bytes.length - 1);
  };
  for (const [number, contact] of contacts.entries()) {
    const key = bytesOf(`c${number}`);
    expect(cache.find(key, 1, key.length - 1)).toBe(-1);
    cache.put(key.subarray(1, -1), contact);
    expect(cache.find(key, 1, key.length - 1)).toBe(number);
    expect(cache.contactOf(number)).toEqual(contact);
    for (const { key, type } of contact?.devices ?? []) expect(DEVICE_TYPES[typeOf(number, key)]).toBe(type);
    expect(typeOf(number, '+13')).toBe(-1);
  }
  expect(contacts.map((_, number) => cache.addressOf(number))).toEqual([0, 0, 1, -1]);
  expect(cache.isFull).toBe(true);
});

test.each([5, 9, 400])('of %d things of an instant the newest with a key is found', (count) => {
  const newest = createNewestByKey();
  for (let round = 0; round < 2; round++) {
    const expected = new Map<string, number>();
    for (let number = 0; number < count; number++) {
      const key = `é${(number * 7) % Math.ceil(count / 2)}`;
      const bytes = bytesOf(key);
      newest.add(bytes, 1, bytes.length - 1);
      expected.set(key, number);
      for (const [one, last] of expected) {
        const wanted = bytesOf(one);
        expect(newest.find(wanted, 1, wanted.length - 1)).toBe(last);
      }
    }
    expect(newest.find(bytesOf('x'), 1, 2)).toBe(-1);
    newest.clear();
    expect(newest.find(bytesOf('é0'), 1, 4)).toBe(-1);
  }
});

test('a value is read once for the same bytes, and says when there are many', () => {
  let read = 0;
  const list = createByteList((bytes, from, to) => `${read++} ${bytes.toString('utf8', from, to)}`, 3);
  const numberOf = (text: string) => list.numberOf(bytesOf(text), 1, bytesOf(text).length - 1);
  expect([numberOf('a'), numberOf('b'), list.put('put'), numberOf('a'), numberOf('c')]).toEqual([
    0, 1, 2, 0, 3,
  ]);
  expect(list.values).toEqual(['0 a', '1 b', 'put', '2 c']);
  expect(list.isFull).toBe(true);
});
