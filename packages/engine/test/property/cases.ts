import type { Parameters } from 'fast-check';

const ASKED = Number(process.env['TACT_PROPERTY_CASES'] ?? '');

/**
 * How many cases a property runs: a modest number by default, `TACT_PROPERTY_CASES` when it is set. A failure prints the seed and the path that
 * show it again: `TACT_PROPERTY_SEED=… TACT_PROPERTY_PATH=…`.
 */
export function casesOf<T>(modest: number): Parameters<T> {
  const seed = process.env['TACT_PROPERTY_SEED'];
  const path = process.env['TACT_PROPERTY_PATH'];
  return {
    numRuns: ASKED > 0 ? ASKED : modest,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}
