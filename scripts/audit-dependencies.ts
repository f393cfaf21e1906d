/**
 * `npm run audit:dependencies`: asks the registry which packages of the lock file have known weaknesses. Ends with 0 where there are none of
 * weight, 1 where there are, and 2, with a line that says so, where the registry cannot be asked: that is no clean bill.
 */
import { spawnSync } from 'node:child_process';

/** Weaknesses from which on it fails. */
const LEVEL = 'high';
const WAIT_MS_MAX = 120_000;

/** What `npm audit --json` says, as far as it is read here. */
interface Audited {
  readonly metadata?: { readonly vulnerabilities?: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

/** What an answer of `npm audit --json` comes to: the exit code, and what to say. `undefined`: there was no answer. */
export function judgeAudit(text: string | undefined): { readonly code: 0 | 1 | 2; readonly said: string } {
  const audited = parsed(text);
  const counts = audited?.metadata?.vulnerabilities;
  if (audited === undefined || counts === undefined) {
    const why = audited?.error?.summary ?? audited?.message ?? 'it gave no answer';
    return {
      code: 2,
      said: `the registry could not be asked (${why}); nothing is known: run it where it can be reached`,
    };
  }
  const grave = (counts['high'] ?? 0) + (counts['critical'] ?? 0);
  const list = Object.entries(audited.vulnerabilities ?? {}).map(
    ([name, { severity, range }]) => `  ${severity}: ${name} ${range}`,
  );
  const said = [
    `${counts['total'] ?? list.length} known weaknesses, ${grave} of them ${LEVEL} or above`,
    ...list,
  ].join('\n');
  return { code: grave > 0 ? 1 : 0, said };
}

function parsed(text: string | undefined): Audited | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as Audited;
  } catch {
    // Something between here and the registry answered in its place.
    return undefined;
  }
}

if (import.meta.main) {
  const { stdout, error } = spawnSync('npm', ['audit', '--json', '--audit-level', LEVEL], {
    encoding: 'utf8',
    timeout: WAIT_MS_MAX,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { code, said } = judgeAudit(error === undefined ? stdout : undefined);
  process.stdout.write(`${said}\n`);
  process.exitCode = code;
}
