import type { CountryCode, DeviceKey } from '@tact/engine';
import { callingCodeOf, canNumberBegin } from './numbering-plan.ts';
import { callingCodeOfCountry, trunkPrefixOf } from './written-number.ts';

/**
 * What is wrong with an area code of a country, as one sentence that says what to write instead; undefined where a number of the country's plan
 * can begin so, or where its plan is not known. Mostly it has the `0` that is dialled inside the country; Italy's numbers have theirs for real.
 */
export function areaCodeProblem(country: CountryCode, areaCode: string): string | undefined {
  const callingCode = callingCodeOfCountry(country);
  return callingCode === undefined ? undefined : problemAfter(callingCode, country, areaCode);
}

/** The same of an area code that stands after a calling code, which may be of several countries. */
export function areaCodeProblemAfter(callingCode: string, areaCode: string): string | undefined {
  const main = callingCodeOf(`+${callingCode}000` as DeviceKey)?.mainCountry ?? null;
  return main === null ? undefined : problemAfter(callingCode, main, areaCode);
}

function problemAfter(callingCode: string, country: CountryCode, areaCode: string): string | undefined {
  if (canNumberBegin(`+${callingCode}${areaCode}`)) return undefined;
  const none = `no number begins with the area code \`${areaCode}\` after +${callingCode}`;
  const canBegin = (text: string) => text !== '' && canNumberBegin(`+${callingCode}${text}`);
  const trunk = trunkPrefixOf(country, areaCode);
  const shorter = areaCode.slice(trunk.length);
  if (trunk !== '' && canBegin(shorter))
    return `${none}; write \`${shorter}\`, without the \`${trunk}\` that is dialled inside the country`;
  return canBegin(`0${areaCode}`)
    ? `${none}; write \`0${areaCode}\`, with its zero`
    : `${none}; check its digits`;
}
