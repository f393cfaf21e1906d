/**
 * `npm run check`: everything that a machine can say about the repository besides the tests. One line a step, the whole output of a
 * failed one, exit code 1 if any failed. Steps run two at a time; the longest start first.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One program to run from the repository's root; it fails by its exit code. */
export interface Step {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  /** The step runs where one of these paths exists; without the field, always. */
  readonly onlyWith?: readonly string[];
  /** With this exit code the step could not find out: that is shown, and fails nothing. */
  readonly unknownBy?: number;
}

const STEPS: readonly Step[] = [
  { name: 'lint', command: ['eslint', '.', '--max-warnings', '0'] },
  { name: 'types', command: typesOf('tsconfig.json') },
  // Without the types of Node: the engine and the places run anywhere.
  { name: 'types of engine', command: typesOf('packages/engine/tsconfig.json') },
  {
    name: 'types of places',
    command: typesOf('packages/places/tsconfig.json'),
    onlyWith: ['packages/places/tsconfig.json'],
  },
  {
    name: 'types of web',
    command: typesOf('packages/web/tsconfig.json'),
    onlyWith: ['packages/web/tsconfig.json'],
  },
  { name: 'generated data', command: ['node', 'scripts/generate.ts', '--check'] },
  {
    // The dump without its script is a dump that nobody checks: then the step runs, and fails.
    name: 'schema dump',
    command: ['node', 'scripts/schema-dump.ts', '--check'],
    onlyWith: ['scripts/schema-dump.ts', 'packages/store/schema.dump.sql'],
  },
  {
    name: 'OpenAPI document',
    command: ['node', 'scripts/openapi.ts', '--check'],
    onlyWith: ['scripts/openapi.ts', 'packages/api/openapi.json'],
  },
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'tidy', command: ['vitest', 'run', 'tidy'] },
  // Known weaknesses of what is used; not every machine reaches a registry that knows of them.
  { name: 'dependencies', command: ['node', 'scripts/audit-dependencies.ts'], unknownBy: 2 },
];

function typesOf(project: string): Step['command'] {
  return ['tsc', '--noEmit', '-p', project];
}

const PARALLEL_MAX = 2;

interface Ended {
  readonly ending: 'ok' | 'failed' | 'unknown';
  readonly output: string;
}

/** How an ending stands before the name of its step. */
const LABELS: Readonly<Record<Ended['ending'], string>> = {
  ok: 'ok      ',
  failed: 'FAILED  ',
  unknown: 'unknown ',
};

/** Runs the steps in a folder, at most `parallelMax` at a time, says how each went, and gives the exit code: 0, or 1 if any failed. */
export async function runSteps(
  steps: readonly Step[],
  folder: string,
  parallelMax: number,
  say: (text: string) => void,
): Promise<0 | 1> {
  const waiting = steps.filter(
    ({ onlyWith }) => onlyWith?.some((path) => existsSync(join(folder, path))) ?? true,
  );
  for (const { name } of steps.filter((step) => !waiting.includes(step))) say(`not here  ${name}`);
  let failedCount = 0;
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const startedAtMs = performance.now();
      const { ending, output } = await run(step, folder);
      const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(1);
      say(`${LABELS[ending]}  ${step.name} (${seconds} s)`);
      if (ending !== 'ok') say(`$ ${step.command.join(' ')}\n${output.trimEnd()}\n`);
      failedCount += ending === 'failed' ? 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: parallelMax }, work));
  say(failedCount === 0 ? 'check: all ok' : `check: ${failedCount} failed`);
  return failedCount === 0 ? 0 : 1;
}

/** A program that does not start counts as failed. */
function run({ command: [program, ...args], unknownBy }: Step, folder: string): Promise<Ended> {
  const tools = join(folder, 'node_modules', '.bin');
  const env = { ...process.env, PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}` };
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const end = (ending: Ended['ending']): void =>
      resolve({ ending, output: Buffer.concat(chunks).toString('utf8') });
    child.once('close', (code) => {
      if (code === 0) end('ok');
      else end(code !== null && code === unknownBy ? 'unknown' : 'failed');
    });
    child.once('error', (error) => {
      chunks.push(Buffer.from(error.message));
      end('failed');
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  process.exitCode = await runSteps(
    STEPS,
    root,
    PARALLEL_MAX,
    (text) => void process.stdout.write(`${text}\n`),
  );
}
