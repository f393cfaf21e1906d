import { partsCodedApart, regionsCodedApart, regionsOfCountry } from '../coded-twice.ts';

/** What gives a country's code, and what a state's: functions, and fields of seed A12. */
const GIVES: Readonly<Record<string, 'country' | 'state'>> = {
  Country: 'country',
  $c_country_code_iso: 'country',
  $cd_country_code_iso: 'country',
  State: 'state',
  $c_state_code: 'state',
  $cd_state_code: 'state',
};

/** Looks which codes of places an expression compares. */
export interface PlaceReview {
  /** Told of each comparison of a read with a constant, and where the constant stands. */
  compared(read: string | undefined, constant: string, at: number): void;
  /**
   * A place that is a country and a region of another one has one of its codes, whichever its address or number tells: a comparison with the other is
   * never true. A location rule asks by both. Nothing is said where the expression names the other code, too.
   */
  warnings(): readonly { readonly at: number; readonly sentence: string }[];
}

/** Creates the look at one expression. */
export function createPlaceReview(): PlaceReview {
  const named = { country: new Map<string, number>(), state: new Map<string, number>() };
  return {
    compared(read, constant, at) {
      const gives = read !== undefined && Object.hasOwn(GIVES, read) ? GIVES[read] : undefined;
      if (gives !== undefined && !named[gives].has(constant)) named[gives].set(constant, at);
    },
    warnings() {
      const isNamed = (country: string) => named.country.has(country);
      const countries = [...named.country].flatMap(([code, at]) => {
        const sentence = ofPart(code, isNamed, (state) => named.state.has(state)) ?? ofWhole(code, isNamed);
        return sentence === undefined ? [] : [{ at, sentence }];
      });
      const states = [...named.state].flatMap(([state, at]) =>
        regionsCodedApart(state)
          .filter(({ country }) => !isNamed(country))
          .map(({ region, country }) => ({
            at,
            sentence: `\`${region}\` is the country \`${country}\`, too: a number of it gives that and no state; ${BOTH}`,
          })),
      );
      return [...countries, ...states];
    },
  };
}

const LOCATION_RULE = 'or take a location rule, which knows both';
const BOTH = `name both, ${LOCATION_RULE}`;

function ofPart(
  code: string,
  isNamed: (country: string) => boolean,
  isStateNamed: (state: string) => boolean,
): string | undefined {
  const { country = null, regions = [] } = regionsOfCountry(code) ?? {};
  const states = regions.map((region) => region.slice(3));
  if (country === null || isNamed(country) || states.some(isStateNamed)) return undefined;
  const told = states.map((state) => `\`${state}\``).join(' or ');
  return `\`${code}\` is a region of \`${country}\`, too: a postal code of it gives \`${country}\` and the state ${told}, a number \`${code}\` and no state; ${BOTH}`;
}

function ofWhole(code: string, isNamed: (country: string) => boolean): string | undefined {
  const parts = partsCodedApart(code);
  if (parts.length === 0 || parts.some(isNamed)) return undefined;
  return `this leaves out what has a country code of its own beside \`${code}\` (${parts.join(', ')}): a number there gives that code; name those that are meant, ${LOCATION_RULE}`;
}
