import { describe, expect, test } from 'vitest';
import { generate } from './generate.ts';

describe('the generators', () => {
  test('make exactly the checked-in data files', () => {
    const said: string[] = [];
    const code = generate(['--check'], (line) => said.push(line));
    expect(said.filter((line) => line.startsWith('differs'))).toEqual([]);
    expect(said).toHaveLength(5);
    expect(code).toBe(0);
  });

  test('refuse a name that no generator has', () => {
    const said: string[] = [];
    expect(generate(['zonez'], (line) => said.push(line))).toBe(2);
    expect(said).toEqual([expect.stringMatching(/^no generator is called `zonez`; there are zones, /)]);
  });
});
