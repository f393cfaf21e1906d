import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Keeps what compiling gave for the next run: it takes longer than answering one question. It is kept in the user's own cache and not, as
 * is the default, in the common folder for temporary files: what stands there is run, and others may write there. Where there is no such
 * folder, or nothing can be written, every run compiles.
 */
export function keepCompiled(environment: Readonly<Record<string, string | undefined>>): void {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = environment;
  if (cache !== '') enableCompileCache(join(cache, 'tact'));
  else if (home !== '') enableCompileCache(join(home, '.cache', 'tact'));
}
