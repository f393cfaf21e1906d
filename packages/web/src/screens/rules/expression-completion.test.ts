import { expect, test } from 'vitest';
import { FACT_FUNCTION_NAMES } from '@tact/engine';
import { completionOf } from './expression-completion.ts';

const FIELDS = { record: ['cd_state_code'], contacts: ['balance'] };

function labelsAfter(text: string, explicit = false): readonly string[] | null {
  const matchBefore = (pattern: RegExp) => {
    const found = new RegExp(`(?:${pattern.source})$`).exec(text);
    return found === null ? null : { from: found.index, to: text.length, text: found[0] };
  };
  const found = completionOf({ matchBefore, explicit, pos: text.length }, FIELDS);
  return found?.options.map(({ label }) => label) ?? null;
}

test('fields of contacts and of the record, every function and every kind of value are offered', () => {
  const labels = labelsAfter('$ba') ?? [];
  expect(labels.slice(0, 2)).toEqual(['$balance', '$cd_state_code']);
  for (const name of [...FACT_FUNCTION_NAMES, 'AttemptsOnDevice', 'AttemptsOnContact'])
    expect(labels.some((label) => label.startsWith(`${name}(`))).toBe(true);
  expect(labels).toContain('NoAnswer');
});

test('nothing is offered after a space, unless it is asked for', () => {
  expect(labelsAfter('$balance > ')).toBeNull();
  expect(labelsAfter('$balance > ', true)).not.toBeNull();
});
