import type { FileSource } from '@tact/files';
import { CommandError } from '../command-error.ts';
import type { WithRoom } from '../jobs/kept-files.ts';
import type { Spool } from '../jobs/spool.ts';
import { atMost } from '../threads/at-most.ts';

/** Looks at a file for somebody who waits for the answer: a few at once, the others wait, and what is for nobody any more ends. */
export type FileLook = <Result>(
  source: FileSource,
  hasGone: () => boolean,
  work: (source: FileSource) => Promise<Result>,
) => Promise<Result>;

/** What receives files: for one organization so many are kept, and so few are looked at at once for all. */
export interface ReceivingParts {
  readonly spool: Spool;
  readonly look: FileLook;
  readonly withRoom: WithRoom;
}

/** Files that are looked at at once: each takes its part of the thread that answers all requests, and some unpack to gigabytes. */
export const FILE_LOOKS_AT_ONCE = 2;

/** Creates the gate of such looks. */
export function createFileLook(): FileLook {
  const gate = atMost(FILE_LOOKS_AT_ONCE);
  return (source, hasGone, work) => gate(() => work(whileThere(source, hasGone)));
}

/** The same file, which can be read while somebody waits for what comes of it. */
function whileThere(source: FileSource, hasGone: () => boolean): FileSource {
  const assertThere = () => {
    if (hasGone()) throw new CommandError('file_invalid', 'whoever sent the file has gone; send it again');
  };
  return {
    ...source,
    async read(offset, length) {
      assertThere();
      return source.read(offset, length);
    },
    async *chunks(from, end) {
      for await (const chunk of source.chunks(from, end)) {
        assertThere();
        yield chunk;
      }
    },
  };
}
