import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the web admin's sources are. A neighbour that is built, not imported. */
const WEB = fileURLToPath(new URL('../../../web/', import.meta.url));
/** What the bundle is made from: the web admin, and what it takes from the API and the engine. */
const SOURCES: readonly string[] = ['src', 'index.html', 'vite.config.ts', '../api/src', '../engine/src'];

/** A folder with the built web admin; null where it cannot be built, and why. */
export type BuiltBundle =
  | { readonly folder: string; readonly madeInMs: number | null; readonly staleBecause?: string }
  | { readonly folder: null; readonly why: string };

/**
 * The built web admin: the one that is there where it is newer than all of its sources, else a new one, which takes some seconds. Never
 * throws: the API does its work without it. Several processes may do this at once; the last one that is done is kept.
 */
export async function buildBundle(): Promise<BuiltBundle> {
  const folder = join(WEB, 'dist');
  try {
    if (await isFresh(folder)) return { folder, madeInMs: null };
    const startedAt = performance.now();
    const made = join(WEB, `dist-${randomUUID()}`);
    await runVite(made);
    await replace(folder, made);
    return { folder, madeInMs: Math.round(performance.now() - startedAt) };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    if (existsSync(join(folder, 'index.html'))) return { folder, madeInMs: null, staleBecause: why };
    return { folder: null, why };
  }
}

async function isFresh(folder: string): Promise<boolean> {
  const builtAtMs = await stat(join(folder, 'index.html')).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  if (builtAtMs === 0) return false;
  const times = await Promise.all(SOURCES.map((source) => newestMs(join(WEB, source))));
  return times.every((changedAtMs) => changedAtMs <= builtAtMs);
}

async function newestMs(path: string): Promise<number> {
  const { mtimeMs } = await stat(path);
  if (!(await stat(path)).isDirectory()) return mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
  const times = await Promise.all(
    files.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs),
  );
  return Math.max(0, ...times);
}

/** Runs Vite in a process of its own, so that a program that only serves never loads it. */
function runVite(outFolder: string): Promise<void> {
  const vite = createRequire(join(WEB, 'package.json')).resolve('vite/package.json');
  const program = join(vite, '..', 'bin', 'vite.js');
  const child = spawn(process.execPath, [program, 'build', '--logLevel', 'error'], {
    cwd: WEB,
    env: { ...process.env, TACT_WEB_OUT: outFolder, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`vite ended with ${code ?? 'a signal'}: ${said.trim().split('\n')[0] ?? ''}`));
    });
  });
}

/** Puts the new folder in the place of the old one. Another process that was quicker made the same. */
async function replace(folder: string, made: string): Promise<void> {
  const old = join(WEB, `dist-${randomUUID()}`);
  await rename(folder, old).catch(() => undefined);
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
  await rm(old, { recursive: true, force: true });
}
