import { expect, test } from 'vitest';
import { nameOfError, placesOfError } from './told-error.ts';

function stacked(message: string): Error {
  const error = new TypeError(message);
  error.stack = [
    `TypeError: ${message}`,
    ...Array.from({ length: 20 }, (_, at) => `    at place ${at}`),
  ].join('\n');
  return error;
}

test.each([
  ['an error', new TypeError('+12125550123'), 'TypeError'],
  ['a text that was thrown', '+12125550123', 'unknown'],
  ['something that only looks like an error', { name: 'Ada Sample' }, 'unknown'],
  ['nothing', undefined, 'unknown'],
])('%s has a name, and it is not what it says', (_what, error, name) => {
  expect(nameOfError(error)).toBe(name);
});

test('where it broke is told, the first places of it, and nothing of its message', () => {
  const places = placesOfError(stacked('the number +12125550123\nof Ada Sample is wrong'));
  expect([places.length, places[0], places.at(-1)]).toEqual([12, 'at place 0', 'at place 11']);
});

test('what has no stack broke nowhere', () => {
  const error = new Error('x');
  delete error.stack;
  expect([error, 'x', undefined].map(placesOfError)).toEqual([[], [], []]);
});
