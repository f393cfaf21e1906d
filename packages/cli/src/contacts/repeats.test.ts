import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Repeats } from './repeats.ts';

test('what was there before is known, what was not is new, as a Set knows it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (ids) => {
      const repeats = new Repeats();
      const seen = new Set<string>();
      for (const id of ids) {
        expect(repeats.add(id)).toBe(seen.has(id));
        seen.add(id);
      }
    }),
  );
});

test('a hundred thousand ids that look alike are told apart', () => {
  const repeats = new Repeats();
  let repeated = 0;
  for (let round = 0; round < 2; round++)
    for (let id = 0; id < 100_000; id++) if (repeats.add(`C${String(id).padStart(7, '0')}`)) repeated++;
  expect(repeated).toBe(100_000);
});
