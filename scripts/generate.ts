/**
 * `npm run generate [NAME …] [-- --check]`: makes the checked-in data files again, all or those of the named generators.
 * With `--check` nothing is written; the exit code is 1 where a checked-in file differs from what its generator makes.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataFile, Generator } from './generators/data-file.ts';
import { generateNumberingPlan } from './generators/numbering-plan.ts';
import { generatePlaces } from './generators/places.ts';
import { generatePostalCodes } from './generators/postal-codes.ts';
import { generatePrefixes } from './generators/prefixes.ts';
import { generateZones } from './generators/zones.ts';

const GENERATORS: Readonly<Record<string, Generator>> = {
  zones: generateZones,
  'numbering-plan': generateNumberingPlan,
  places: generatePlaces,
  prefixes: generatePrefixes,
  'postal-codes': generatePostalCodes,
};

/** Runs the generators and gives the exit code. */
export function generate(args: readonly string[], say: (line: string) => void): number {
  const names = args.filter((argument) => !argument.startsWith('--'));
  const unknown = names.filter((name) => !(name in GENERATORS));
  if (unknown.length > 0) {
    say(`no generator is called \`${unknown.join(' ')}\`; there are ${Object.keys(GENERATORS).join(', ')}`);
    return 2;
  }
  const check = args.includes('--check');
  const chosen = Object.entries(GENERATORS).filter(([name]) => names.length === 0 || names.includes(name));
  const stale = chosen
    .flatMap(([, run]) => run())
    .filter((file) => (check ? isStale(file, say) : write(file, say)));
  return check && stale.length > 0 ? 1 : 0;
}

function isStale(file: DataFile, say: (line: string) => void): boolean {
  const path = absolute(file);
  const same = existsSync(path) && readFileSync(path, 'utf8') === file.text;
  say(same ? `same     ${file.path}` : `differs  ${file.path}: run \`npm run generate\` and read the diff`);
  return !same;
}

function write(file: DataFile, say: (line: string) => void): boolean {
  const path = absolute(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file.text);
  say(`wrote    ${file.path} (${Math.round(file.text.length / 1024)} kB)`);
  return true;
}

function absolute(file: DataFile): string {
  return fileURLToPath(new URL(`../${file.path}`, import.meta.url));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = generate(process.argv.slice(2), (line) => void process.stdout.write(`${line}\n`));
}
