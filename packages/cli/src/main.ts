#!/usr/bin/env -S node --max-semi-space-size=8 --no-allocation-site-pretenuring
import { keepCompiled } from './compile-cache.ts';

keepCompiled(process.env);
// Only what is loaded from here on is kept.
const { run } = await import('./run.ts');
const { watchOutput } = await import('./lost-output.ts');

watchOutput();
process.exitCode = await run(process.argv.slice(2));
