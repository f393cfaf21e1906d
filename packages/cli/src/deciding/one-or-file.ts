import type { DecideOptions } from '../commands/decide.ts';
import { usage } from '../failure.ts';

/** Options that say whom one question is about, or where that one is. */
const OF_ONE = {
  number: '--number',
  email: '--email',
  clientId: '--client-id',
  account: '--account',
  zone: '--zone',
  country: '--country',
  region: '--region',
  postalCode: '--postal-code',
} as const satisfies Partial<Record<keyof DecideOptions, string>>;

/** Options that say how a file is answered. */
const OF_A_FILE = {
  out: '--out',
  format: '--format',
  jobs: '--jobs',
} as const satisfies Partial<Record<keyof DecideOptions, string>>;

/** Refuses what a file leaves no meaning to: an answer that passes over an option is one to another question. Throws a usage failure. */
export function assertOfFile(options: DecideOptions): void {
  const given = firstGiven(OF_ONE, options);
  if (given !== undefined)
    throw usage(
      `${given} is for one question; a file says it in its columns (client id, number or e-mail, device, account id), and what the database has of the contact says the rest`,
    );
  if (options.json === true) throw usage('--json is for one question; with a file give --format ndjson');
}

/** Refuses what only a file gives a meaning to. Throws a usage failure. */
export function assertOfOne(options: DecideOptions): void {
  const given = firstGiven(OF_A_FILE, options);
  if (given !== undefined)
    throw usage(`${given} is for a file of questions; name one, or leave the option out`);
}

function firstGiven(
  names: Partial<Record<keyof DecideOptions, string>>,
  options: DecideOptions,
): string | undefined {
  return Object.entries(names).find(([name]) => options[name as keyof DecideOptions] !== undefined)?.[1];
}
