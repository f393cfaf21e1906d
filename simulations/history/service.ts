/**
 * A whole `tact serve` in a process of its own, as people run it, but on a clock that can be set: `Date.now` is moved by what the parent process
 * sends. With `TACT_SIMULATION_BUG`, a bug is put into a module while it is loaded. Nothing of this is in the product.
 */
import { registerHooks } from 'node:module';
import { ALL_BUGS, putIntoModule } from './bugs.ts';

const realNow = Date.now.bind(Date);
let aheadMs = Number(process.env['TACT_SIMULATION_AHEAD_MS'] ?? 0);
Date.now = () => realNow() + aheadMs;
process.on('message', (message: { readonly aheadMs: number }) => {
  aheadMs = message.aheadMs;
});
// The parent may end without a word; nobody else would end this one.
process.on('disconnect', () => process.exit(1));
// A service that finds no database ends by itself: the way to the parent must not keep it from that.
process.channel?.unref();

const ANY_CLOCK = new URL('../any-clock.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier.endsWith('/clocks-agree.ts')
      ? { url: ANY_CLOCK, shortCircuit: true }
      : nextResolve(specifier, context),
});

const bug = ALL_BUGS.find((one) => one === process.env['TACT_SIMULATION_BUG']);
if (bug !== undefined)
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!Buffer.isBuffer(loaded.source) && typeof loaded.source !== 'string') return loaded;
      const source = putIntoModule(bug, url, loaded.source.toString());
      return source === undefined ? loaded : { ...loaded, source };
    },
  });

const { run } = await import('../../packages/cli/src/run.ts');
process.exitCode = await run(['serve', ...process.argv.slice(2)]);
