import { StoreError } from '@tact/store';
import { CommandError } from '../command-error.ts';

/** Carries out a change that names a version; where another one is there, the refusal says which. */
export async function onVersion<Changed>(
  change: () => Promise<Changed>,
  readVersion: () => Promise<{ readonly version: number } | undefined>,
): Promise<Changed> {
  try {
    return await change();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'version_conflict') throw error;
    throw versionConflict((await readVersion())?.version);
  }
}

/** The refusal of a change that was made on another version than the one that is there. */
export function versionConflict(currentVersion: number | undefined): CommandError {
  const sentence = 'somebody changed it meanwhile; read it again, and send its `version`';
  return currentVersion === undefined
    ? new CommandError('version_conflict', sentence, { path: '/version' })
    : new CommandError('version_conflict', sentence, { path: '/version', currentVersion });
}
