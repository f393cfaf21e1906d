import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { tactProgram } from '../simulations/tact-program.ts';
import { memoryOf } from './process-memory.ts';

/** What a command did. */
export interface CommandRun {
  readonly output: string;
  readonly seconds: number;
  /** The most memory that it had, bytes; 0 where the system does not tell. */
  readonly memoryBytesMax: number;
}

/** Runs `tact` with these arguments to its end; throws where it fails. */
export async function runTact(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<CommandRun> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [...tactProgram(), ...args], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let memoryBytesMax = 0;
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const watch = setInterval(() => {
    const now = memoryOf(child.pid);
    if (now > memoryBytesMax) memoryBytesMax = now;
  }, 100);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(watch));
  if (code !== 0) throw new Error(`\`tact ${args.join(' ')}\` failed: ${output}`);
  return { output, seconds: (performance.now() - startedAtMs) / 1000, memoryBytesMax };
}
