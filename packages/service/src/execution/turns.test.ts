import { describe, expect, test } from 'vitest';
import { createTurns, type TakesTurns } from './turns.ts';

interface Named extends TakesTurns {
  readonly name: string;
}

const item = (name: string, group = 'g', weight = 1): Named => ({ key: name, name, group, weight });
const rowOf = (items: readonly Named[]) => {
  const row = createTurns<Named>();
  row.renew(items);
  return row;
};
const taken = (items: readonly Named[], turns: number) => {
  const row = rowOf(items);
  return Array.from({ length: turns }, () => row.next()?.name).join('');
};

describe('turns', () => {
  const rows: readonly [name: string, items: readonly Named[], turns: string][] = [
    ['nobody is there', [], ''],
    ['one is alone', [item('a')], 'aaa'],
    ['members of a group take turns', [item('a'), item('b'), item('c')], 'abcabc'],
    ['a heavier one comes more often, evenly', [item('a', 'g', 3), item('b')], 'aabaaaba'],
    ['groups get as many turns as each other, however many members they have', [item('a'), item('b'), item('x', 'h')], 'axbxaxbx'],
    ['weights of one group mean nothing to another', [item('a', 'g', 100), item('x', 'h')], 'axaxax'],
  ]; // prettier-ignore
  test.each(rows)('%s', (_, items, turns) => {
    expect(taken(items, turns.length)).toBe(turns);
  });

  test('who has nothing more to do is left out', () => {
    const [a, b] = [item('a'), item('b', 'h')];
    const row = rowOf([a, b]);
    expect(row.next()).toBe(a);
    row.remove(a);
    expect([row.next(), row.next()]).toEqual([b, b]);
    row.remove(b);
    row.remove(b);
    expect(row.next()).toBeUndefined();
    expect(row.isEmpty()).toBe(true);
  });

  const renewed: readonly [name: string, items: readonly Named[], turns: string][] = [
    ['members', [item('a'), item('b'), item('c')], 'abcabc'],
    ['weights', [item('a', 'g', 3), item('b')], 'aabaaaba'],
    ['groups', [item('a'), item('x', 'h'), item('y', 'i')], 'axyaxy'],
  ];
  test.each(renewed)('go on where they were when the row is renewed after each: %s', (_, items, turns) => {
    const row = createTurns<Named>();
    const names = Array.from(turns, () => {
      row.renew(items.map((one) => ({ ...one })));
      return row.next()?.name;
    });
    expect(names.join('')).toBe(turns);
  });

  test('who comes back, or comes anew, gets a turn soon; who is gone gets none', () => {
    const [a, b, c] = [item('a'), item('b'), item('c')];
    const row = rowOf([a, b]);
    expect([row.next(), row.next()]).toEqual([a, b]);
    row.remove(b);
    row.renew([a, b, c]);
    expect(new Set([row.next(), row.next(), row.next()])).toEqual(new Set([a, b, c]));
    row.renew([c]);
    expect([row.next(), row.next()]).toEqual([c, c]);
  });

  test('who is not ready is passed over, in a group and with a whole one, and keeps the place', () => {
    const row = rowOf([item('a', 'g', 100), item('b', 'g'), item('x', 'h')]);
    const without = (...names: readonly string[]) => row.next(({ name }) => !names.includes(name))?.name;
    expect([without('a'), without('a', 'b'), without('a', 'b', 'x')]).toEqual(['b', 'x', undefined]);
    expect([without('x'), without('x')]).toEqual(['a', 'a']);
    expect(row.isEmpty()).toBe(false);
  });
});
