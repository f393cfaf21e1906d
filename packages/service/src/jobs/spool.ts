import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileAt, type FileSource } from '@tact/files';
import { CommandError } from '../command-error.ts';

/** A file that was sent, kept until its import is over. */
export interface SpooledFile {
  /** A UUID: the import's id, where there is one. */
  readonly id: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Files that were sent and are worked on: in the data folder, so that they outlive the process. Only this account can read them. */
export interface Spool {
  /**
   * Takes a file from a stream. `body_too_large` beyond so many bytes, `file_invalid` for one without any, `storage_full` where too little of the
   * disk would be left; nothing is kept then.
   */
  receive(stream: AsyncIterable<Buffer>, bytesMax: number): Promise<SpooledFile>;
  /** The file by the name that it was sent under; undefined where this node has none of this id. */
  open(id: string, name: string): Promise<FileSource | undefined>;
  remove(id: string): Promise<void>;
  /** The ids of all files that are here. */
  ids(): Promise<readonly string[]>;
  /** Takes away files that nothing was written to since then, and that nobody claims. */
  sweep(olderThanMs: number, isNeeded: (id: string) => Promise<boolean>): Promise<void>;
}

/** A file that was just received, to be read under the name that it was sent by. */
export async function sourceOf(spool: Spool, { id }: SpooledFile, name: string): Promise<FileSource> {
  const source = await spool.open(id, name);
  if (source === undefined) throw new Error('a file that was just received is not there');
  return source;
}

const ID = /^[0-9a-f-]{36}$/;

/** The disk that a folder is on, bytes. */
export interface Disk {
  readonly free: number;
  readonly whole: number;
}

/** So much of the disk is left free, bytes, or a tenth where that is less: the database may be on it, and whoever asks wants an answer. */
const LEFT_FREE_BYTES = 10 * 1024 ** 3;
const LEFT_FREE_PART = 0.1;
/** The disk is looked at again after so many bytes of one file. */
const LOOK_EVERY_BYTES = 64 * 1024 ** 2;

async function diskOf(folder: string): Promise<Disk> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, whole: blocks * bsize };
}

/** A spool in a folder, which is made when the first file comes. `look` tells of the folder's disk. */
export function createSpool(folder: string, look: (folder: string) => Promise<Disk> = diskOf): Spool {
  const assertRoom = async () => {
    const { free, whole } = await look(folder);
    if (free < Math.min(LEFT_FREE_BYTES, whole * LEFT_FREE_PART)) throw storageFull();
  };
  const pathOf = (id: string) => {
    if (!ID.test(id)) throw new Error('a spooled file has a UUID as its id');
    return join(folder, id);
  };
  const ids = async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return (await readdir(folder)).filter((name) => ID.test(name));
  };
  return {
    async receive(stream, bytesMax) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const id = randomUUID();
      const hash = createHash('sha256');
      let bytes = 0;
      let lookAt = 0;
      // A body that is too long is taken to its end and let go: most clients read no answer before they have sent everything.
      async function* measured(): AsyncGenerator<Buffer> {
        for await (const chunk of stream) {
          bytes += chunk.length;
          if (bytes > bytesMax) continue;
          if (bytes > lookAt) {
            await assertRoom();
            lookAt = bytes + LOOK_EVERY_BYTES;
          }
          hash.update(chunk);
          yield chunk;
        }
      }
      try {
        // Before anything else can fail: a stream that opens it by itself may do so after it was taken away.
        const file = await open(pathOf(id), 'wx', 0o600);
        await pipeline(measured(), file.createWriteStream({ flush: true }));
        if (bytes > bytesMax)
          throw new CommandError(
            'body_too_large',
            `the file is longer than ${bytesMax} bytes; send it in several parts`,
          );
        if (bytes === 0)
          throw new CommandError('file_invalid', 'the file is empty; send it as the body of the request');
        return { id, bytes, sha256: hash.digest('hex') };
      } catch (error) {
        await rm(pathOf(id), { force: true });
        throw isCode(error, 'ENOSPC') ? storageFull() : error;
      }
    },
    async open(id, name) {
      try {
        return { ...(await fileAt(pathOf(id))), name };
      } catch (error) {
        if (isCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    ids,
    async sweep(olderThanMs, isNeeded) {
      for (const name of await ids()) {
        const { mtimeMs } = await stat(pathOf(name)).catch(() => ({ mtimeMs: Infinity }));
        if (mtimeMs < olderThanMs && !(await isNeeded(name))) await rm(pathOf(name), { force: true });
      }
    },
  };
}

function storageFull(): CommandError {
  return new CommandError(
    'storage_full',
    'the disk of this service has too little room left for the file; tell whoever runs it, and send the file again later',
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
