import { describe, expect, test } from 'vitest';
import { createTurns, type TakesTurns } from './turns.ts';

interface Named extends TakesTurns {
  readonly name: string;
}

const item = (name: string, group = 'g', weight = 1): Named => ({ name, group, weight });
const taken = (items: readonly Named[], turns: number) => {
  const row = createTurns(items);
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
    const row = createTurns([a, b]);
    expect(row.next()).toBe(a);
    row.remove(a);
    expect([row.next(), row.next()]).toEqual([b, b]);
    row.remove(b);
    row.remove(b);
    expect(row.next()).toBeUndefined();
  });
});
