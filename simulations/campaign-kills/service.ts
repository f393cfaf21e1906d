/**
 * A whole `tact serve` in a process of its own, as people run it, but on the clock that all processes of a simulation share, and with a simulated
 * carrier that keeps books. Nothing of this is in the product.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
const CARRIER = pathToFileURL(resolve(import.meta.dirname, 'carrier-with-books.ts')).href;
const ANY_CLOCK = pathToFileURL(resolve(import.meta.dirname, '../any-clock.ts')).href;
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.endsWith('/clocks-agree.ts')) return { url: ANY_CLOCK, shortCircuit: true };
    const isCarrier =
      specifier.endsWith('/simulated-provider.ts') &&
      context.parentURL?.endsWith('/create-provider.ts') === true;
    return isCarrier ? { url: CARRIER, shortCircuit: true } : nextResolve(specifier, context);
  },
});

// Only now: what these load may load the product, which takes what the hooks give it.
const { readSharedClock } = await import('./shared-clock.ts');
const { CLOCK_VARIABLE } = await import('./surroundings.ts');
Date.now = readSharedClock(process.env[CLOCK_VARIABLE] ?? '');

// Whoever started it may end without a word; nobody else would end this one.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 1_000).unref();

const { run } = await import('../../packages/cli/src/run.ts');
process.exitCode = await run(process.argv.slice(2));
