/**
 * `npm run bench -- [NAME …] [--smoke] [--json FILE]`: runs the benches, all or the named ones, and prints each figure beside its limit,
 * measured in the same run. `--smoke` shows in seconds that every bench runs. No time makes a bench fail; a wrong answer does.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatFigure, type Bench, type BenchSettings, type Figure } from './figure.ts';

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  decide: async () => (await import('./decide.ts')).decideBench,
  growth: async () => (await import('./growth.ts')).growthBench,
  'growth-history': async () => (await import('./growth-history.ts')).growthHistoryBench,
  'growth-history-50m': async () => (await import('./growth-history.ts')).largeGrowthHistoryBench,
  'local-time': async () => (await import('./local-time.ts')).localTimeBench,
  files: async () => (await import('./files.ts')).filesBench,
  places: async () => (await import('./places.ts')).placesBench,
  expression: async () => (await import('./expression.ts')).expressionBench,
  peers: async () => (await import('./peers.ts')).peersBench,
  'next-allowed': async () => (await import('./next-allowed.ts')).nextAllowedBench,
  import: async () => (await import('./import.ts')).importBench,
  'cli-decide': async () => (await import('./cli-decide.ts')).cliDecideBench,
  decisions: async () => (await import('./decisions.ts')).decisionsBench,
  'number-set': async () => (await import('./number-set.ts')).numberSetBench,
  'number-set-250m': async () => (await import('./number-set.ts')).nationalNumberSetBench,
  'number-set-storage': async () => (await import('./number-set-storage.ts')).numberSetStorageBench,
  'number-set-storage-250m': async () =>
    (await import('./number-set-storage.ts')).nationalNumberSetStorageBench,
  report: async () => (await import('./report.ts')).reportBench,
  'report-1m': async () => (await import('./report.ts')).millionReportBench,
  'report-5m': async () => (await import('./report.ts')).largeReportBench,
  seal: async () => (await import('./seal.ts')).sealBench,
  backtest: async () => (await import('./backtest.ts')).backtestBench,
  'backtest-5m': async () => (await import('./backtest.ts')).largeBacktestBench,
  'list-import': async () => (await import('./list-import.ts')).listImportBench,
  scrub: async () => (await import('./scrub.ts')).scrubBench,
  reserve: async () => (await import('./reserve.ts')).reserveBench,
  'reserve-sustained': async () => (await import('./reserve-sustained.ts')).sustainedReserveBench,
  'reserve-5m': async () => (await import('./reserve-sustained.ts')).largeSustainedReserveBench,
  dispatch: async () => (await import('./dispatch.ts')).dispatchBench,
  claim: async () => (await import('./claim.ts')).claimBench,
  'contact-search': async () => (await import('./contact-search.ts')).contactSearchBench,
};

/** Run by name only: they take gigabytes. */
const ONLY_BY_NAME: ReadonlySet<string> = new Set([
  'number-set-250m',
  'number-set-storage-250m',
  'report-1m',
  'report-5m',
  'growth-history-50m',
  'backtest-5m',
  'reserve-5m',
]);

/** Runs benches by name, all but the largest where none is named; gives their figures, or undefined for a name that is none. */
export async function runBenches(
  names: readonly string[],
  settings: BenchSettings,
): Promise<readonly Figure[] | undefined> {
  const chosen = names.length === 0 ? Object.keys(BENCHES).filter((name) => !ONLY_BY_NAME.has(name)) : names;
  const unknown = chosen.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) {
    settings.say(`no bench is called \`${unknown.join(' ')}\`; there are ${Object.keys(BENCHES).join(', ')}`);
    return undefined;
  }
  const figures: Figure[] = [];
  for (const name of chosen) {
    settings.say(name);
    const load = BENCHES[name];
    const measured = load === undefined ? [] : await (await load())(settings);
    for (const one of measured) settings.say(formatFigure(one));
    figures.push(...measured);
  }
  return figures;
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { smoke: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const figures = await runBenches(positionals, {
    smoke: values.smoke,
    say: (line) => void process.stdout.write(`${line}\n`),
  });
  if (figures === undefined) process.exitCode = 2;
  else if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 1)}\n`);
}
