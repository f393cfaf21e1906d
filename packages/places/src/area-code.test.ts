import type { CountryCode } from '@tact/engine';
import { describe, expect, test } from 'vitest';
import { areaCodeProblem, areaCodeProblemAfter } from './area-code.ts';

describe('an area code of a country', () => {
  test.each<[country: string, areaCode: string, instead: string | undefined]>([
    ['GB', '20', undefined],
    ['GB', '020', '`20`, without the `0`'],
    ['GB', '0207', '`207`, without the `0`'],
    ['GG', '01481', '`1481`, without the `0`'],
    ['DE', '030', '`30`, without the `0`'],
    ['FR', '01', '`1`, without the `0`'],
    ['US', '212', undefined],
    ['US', '1212', '`212`, without the `1`'],
    ['US', '012', 'check its digits'],
    ['HU', '061', '`1`, without the `06`'],
    ['IT', '06', undefined],
    ['IT', '02', undefined],
    ['IT', '6', '`06`, with its zero'],
    ['AQ', '0', undefined],
  ])('%s %s', (country, areaCode, instead) => {
    const problem = areaCodeProblem(country as CountryCode, areaCode);
    if (instead === undefined) expect(problem).toBeUndefined();
    else expect(problem).toContain(instead);
  });

  test('says what is wrong and what to write', () => {
    expect(areaCodeProblem('GB' as CountryCode, '020')).toBe(
      'no number begins with the area code `020` after +44; write `20`, without the `0` that is dialled inside the country',
    );
  });

  test.each<[callingCode: string, areaCode: string, isRefused: boolean]>([
    ['44', '20', false],
    ['44', '844', false],
    ['44', '020', true],
    ['39', '06', false],
    ['1', '800', false],
    ['999', '0', false],
    ['800', '0', false],
  ])('after the calling code %s: %s', (callingCode, areaCode, isRefused) => {
    expect(areaCodeProblemAfter(callingCode, areaCode) !== undefined).toBe(isRefused);
  });
});
