/**
 * Where the square of each state and province lies, column and row from 1. Squares of one size: a small state is as easy to see and to press
 * as a large one, and no outline of a province is needed that nobody keeps under a free licence in a package.
 */
export const TILE_PLACES: ReadonlyMap<string, readonly [column: number, row: number]> = new Map(
  (
    [
      ['CA-YT CA-NT CA-NU - - - - - - - - CA-NL'],
      ['CA-BC CA-AB CA-SK CA-MB - CA-ON - - CA-QC CA-NB CA-PE CA-NS'],
      ['US-AK - - - - - - - - - US-ME'],
      ['- - - - - - - - - US-VT US-NH'],
      ['US-WA US-ID US-MT US-ND US-MN US-IL US-WI US-MI US-NY US-RI US-MA'],
      ['US-OR US-NV US-WY US-SD US-IA US-IN US-OH US-PA US-NJ US-CT'],
      ['US-CA US-UT US-CO US-NE US-MO US-KY US-WV US-VA US-MD US-DE'],
      ['- US-AZ US-NM US-KS US-AR US-TN US-NC US-SC US-DC'],
      ['- - - US-OK US-LA US-MS US-AL US-GA'],
      ['US-HI - - US-TX - - - - US-FL - US-PR US-VI'],
      ['US-GU US-MP US-AS'],
    ] as const
  ).flatMap(([line], row) =>
    line
      .split(' ')
      .map((code, column): readonly [string, readonly [number, number]] => [code, [column + 1, row + 1]]),
  ),
);
