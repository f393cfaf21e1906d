import type { Buffer } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileError } from './file-error.ts';
import {
  CHUNK_BYTES,
  UNPACKED_ALWAYS_BYTES,
  UNPACKED_BYTES_MAX,
  UNPACKED_PASSES_MAX,
  UNPACKED_RATIO_MAX,
} from './limits.ts';
import type { FileSource } from './source.ts';
import { counted, zipMemberChunks, zipMembersOf, type ZipMember } from './zip.ts';

/** What a file is packed in; `xlsx` is a workbook, which is a zip file of XML files. */
export type ContainerKind = 'plain' | 'gzip' | 'zip' | 'xlsx';

/** A file with its packing known. Members are by name; a plain or gzip file has one, whose name is the file's. */
export interface Container {
  readonly kind: ContainerKind;
  readonly source: FileSource;
  /** Those that may hold rows: without the folders and hidden files that a Mac adds. */
  readonly members: readonly string[];
  /**
   * The content of a member from its beginning, unpacked and held to the limits on bombs: those of one reading, and those of all readings of this
   * container together. `progress.bytes` follows the file's own bytes.
   */
  content(member: string, progress?: { bytes: number }): AsyncIterable<Buffer>;
}

/** Finds out by its first bytes what a file is packed in. An old Excel file, and other binary formats, are refused by name. */
export async function containerOf(source: FileSource): Promise<Container> {
  const head = await source.read(0, 8);
  if (head.length === 0)
    throw new FileError('file_empty', 'the file is empty; check that it was written whole');
  refuseForeign(head);
  if (head[0] === 0x1f && head[1] === 0x8b) return gzipContainer(source);
  if (head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5))
    return await zipContainer(source);
  return {
    kind: 'plain',
    source,
    members: [source.name],
    content: (_, progress = { bytes: 0 }) =>
      counted(source.chunks(0), (bytes) => void (progress.bytes += bytes)),
  };
}

const FOREIGN: readonly (readonly [firstBytes: string, sentence: string])[] = [
  [
    'd0cf11e0',
    'the file is an old Excel file (XLS), or a workbook with a password; save it as XLSX or CSV without one',
  ],
  ['25504446', 'the file is a PDF; export the list as CSV or XLSX'],
  ['377abcaf', 'the file is packed with 7-Zip; unpack it, or pack it as zip'],
  ['52617221', 'the file is packed with RAR; unpack it, or pack it as zip'],
  ['28b52ffd', 'the file is packed with Zstandard; unpack it, or pack it with gzip'],
  ['425a68', 'the file is packed with bzip2; unpack it, or pack it with gzip'],
  ['fd377a58', 'the file is packed with xz; unpack it, or pack it with gzip'],
];

/** Refuses what can be told by its first bytes and is no list. */
export function refuseForeign(head: Buffer): void {
  const hex = head.toString('hex');
  const sentence = FOREIGN.find(([first]) => hex.startsWith(first))?.[1];
  if (sentence !== undefined) throw new FileError('format_unsupported', sentence);
}

function gzipContainer(source: FileSource): Container {
  const budget = budgetOf(source);
  return {
    kind: 'gzip',
    source,
    members: [source.name],
    content: (_, progress = { bytes: 0 }) => {
      const packed = counted(source.chunks(0), (bytes) => void (progress.bytes += bytes));
      return limited(gunzipped(packed), source.bytes, budget);
    },
  };
}

async function* gunzipped(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  pipeline(Readable.from(packed), gunzip, () => {
    // A failure reaches the loop below through the stream.
  });
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
  } catch {
    throw new FileError('compressed_data_broken', 'the gzip file is broken or cut off; get it again');
  }
}

async function zipContainer(source: FileSource): Promise<Container> {
  const directory = await zipMembersOf(source);
  const byName = new Map(directory.map((member): [string, ZipMember] => [member.name, member]));
  if (byName.has('xl/workbook.xml') || byName.has('[Content_Types].xml')) {
    if (!byName.has('xl/workbook.xml'))
      throw new FileError(
        'format_unsupported',
        'the file is an Office file that is no XLSX workbook; save the list as XLSX or CSV',
      );
    return zipLike('xlsx', source, byName, [...byName.keys()]);
  }
  const members = directory.filter((member) => !isHidden(member.name) && member.unpackedBytes > 0);
  if (members.length === 0)
    throw new FileError(
      'file_empty',
      'the zip file has no file with content inside; check that it was written whole',
    );
  if (members.some(({ isEncrypted }) => isEncrypted))
    throw new FileError(
      'encrypted',
      'the zip file is encrypted; unpack it with its password and import what is inside',
    );
  return zipLike(
    'zip',
    source,
    byName,
    members.map(({ name }) => name),
  );
}

function zipLike(
  kind: 'zip' | 'xlsx',
  source: FileSource,
  byName: ReadonlyMap<string, ZipMember>,
  members: readonly string[],
): Container {
  const budget = budgetOf(source);
  return {
    kind,
    source,
    members,
    content: (name, progress = { bytes: 0 }) => {
      const member = byName.get(name);
      if (member === undefined)
        throw new FileError(
          'zip_member_missing',
          `the zip file has no member \`${name}\`; look at the file again`,
        );
      return limited(
        zipMemberChunks(source, member, (bytes) => void (progress.bytes += bytes)),
        member.packedBytes,
        budget,
      );
    },
  };
}

/** Macs add a folder of their own, and many systems files that begin with a dot. */
function isHidden(name: string): boolean {
  return name.startsWith('__MACOSX/') || /(^|\/)(\.|Thumbs\.db$)/.test(name);
}

/** What the readings of a container may still unpack, bytes. */
interface Budget {
  bytesLeft: number;
}

function budgetOf({ bytes }: FileSource): Budget {
  return { bytesLeft: UNPACKED_PASSES_MAX * unpackedMax(bytes) };
}

function unpackedMax(packedBytes: number): number {
  return Math.min(UNPACKED_BYTES_MAX, Math.max(UNPACKED_ALWAYS_BYTES, packedBytes * UNPACKED_RATIO_MAX));
}

/** Stops where more is unpacked than any honest file has: the memory is safe anyway, the time would not be. */
async function* limited(
  chunks: AsyncIterable<Buffer>,
  packedBytes: number,
  budget: Budget,
): AsyncGenerator<Buffer, void, undefined> {
  let bytesLeft = unpackedMax(packedBytes);
  for await (const chunk of chunks) {
    bytesLeft -= chunk.length;
    budget.bytesLeft -= chunk.length;
    if (bytesLeft < 0 || budget.bytesLeft < 0)
      throw new FileError(
        'too_large_unpacked',
        `the file unpacks to more than ${UNPACKED_RATIO_MAX} times its size, or more than ${UNPACKED_BYTES_MAX / 2 ** 30} GiB; unpack it and import its parts`,
      );
    yield chunk;
  }
}
