import type { Buffer } from 'node:buffer';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { FileError } from './file-error.ts';
import { CHUNK_BYTES, ZIP_DIRECTORY_BYTES_MAX, ZIP_MEMBERS_MAX } from './limits.ts';
import type { FileSource } from './source.ts';

/** One file inside a zip file, as the directory at its end lists it. */
export interface ZipMember {
  readonly name: string;
  readonly packedBytes: number;
  /** As the directory says; how many there are in truth is counted while unpacking. */
  readonly unpackedBytes: number;
  readonly isEncrypted: boolean;
  /** 0: stored, 8: deflated; others are not read. */
  readonly method: number;
  readonly checksum: number;
  readonly headerOffset: number;
}

const END_BYTES = 22;
const END_MARK = 0x06054b50;
const END64_MARK = 0x06064b50;
const END64_LOCATOR_BYTES = 20;
const END64_LOCATOR_MARK = 0x07064b50;
const DIRECTORY_MARK = 0x02014b50;
const LOCAL_MARK = 0x04034b50;
const COMMENT_BYTES_MAX = 65_535;
const IN_ZIP64 = 0xffffffff;

/** The files inside a zip file, in the order of its directory; folders are left out. Nothing is unpacked. */
export async function zipMembersOf(source: FileSource): Promise<readonly ZipMember[]> {
  const { count, offset, bytes } = await directoryPlace(source);
  if (count > ZIP_MEMBERS_MAX)
    throw new FileError(
      'zip_broken',
      `the zip file has \`${count}\` members, at most ${ZIP_MEMBERS_MAX} are read; unpack it`,
    );
  if (bytes > ZIP_DIRECTORY_BYTES_MAX || offset + bytes > source.bytes)
    throw broken('its directory is out of bounds');
  const directory = await source.read(offset, bytes);
  const members: ZipMember[] = [];
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== DIRECTORY_MARK)
      throw broken('its directory is cut off');
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const member = memberAt(directory, at, nameBytes, extraBytes);
    if (!member.name.endsWith('/')) members.push(member);
    at += 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
  }
  // Members that share bytes are how small files unpack to very much without a high ratio in any of them.
  if (members.reduce((sum, { packedBytes }) => sum + packedBytes, 0) > source.bytes)
    throw broken('its members overlap');
  return members;
}

/** The content of a member, unpacked; the checksum is compared at the end. `onPacked` is told of each packed chunk's bytes. */
export async function* zipMemberChunks(
  source: FileSource,
  member: ZipMember,
  onPacked: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  if (member.isEncrypted)
    throw new FileError(
      'encrypted',
      'the zip file is encrypted; unpack it with its password and import what is inside',
    );
  if (member.method !== 0 && member.method !== 8)
    throw new FileError(
      'format_unsupported',
      `the zip file is packed by method \`${member.method}\`, which is not read; unpack it, or pack it with Deflate`,
    );
  const header = await readAt(source, member.headerOffset, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== LOCAL_MARK)
    throw broken('a member is not where its directory says');
  const from = member.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = counted(source.chunks(from, Math.min(source.bytes, from + member.packedBytes)), onPacked);
  let checksum = 0;
  for await (const chunk of member.method === 0 ? packed : unpacked(packed)) {
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (checksum !== member.checksum) throw broken('the checksum of a member is wrong');
}

/** Runs chunks through Node's own inflating stream. */
async function* unpacked(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  pipeline(Readable.from(packed), inflate, () => {
    // A failure reaches the loop below through the stream.
  });
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw error instanceof FileError ? error : broken('a member cannot be unpacked');
  }
}

/** Hands chunks on and tells their sizes. */
export async function* counted(
  chunks: AsyncIterable<Buffer>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

interface DirectoryPlace {
  readonly count: number;
  readonly offset: number;
  readonly bytes: number;
}

async function directoryPlace(source: FileSource): Promise<DirectoryPlace> {
  const tailBytes = Math.min(source.bytes, END_BYTES + COMMENT_BYTES_MAX);
  const tailOffset = source.bytes - tailBytes;
  const tail = await source.read(tailOffset, tailBytes);
  for (let at = tail.length - END_BYTES; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END_MARK) continue;
    const place = {
      count: tail.readUInt16LE(at + 10),
      bytes: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    const isLarge = place.count === 0xffff || place.bytes === IN_ZIP64 || place.offset === IN_ZIP64;
    return isLarge ? await largeDirectoryPlace(source, tailOffset + at) : place;
  }
  throw broken('its end is missing, as after an upload that was cut off');
}

async function largeDirectoryPlace(source: FileSource, endOffset: number): Promise<DirectoryPlace> {
  const locator = await source.read(Math.max(0, endOffset - END64_LOCATOR_BYTES), END64_LOCATOR_BYTES);
  if (locator.length < END64_LOCATOR_BYTES || locator.readUInt32LE(0) !== END64_LOCATOR_MARK)
    throw broken('its directory is missing');
  const end = await readAt(source, Number(locator.readBigUInt64LE(8)), 56);
  if (end.length < 56 || end.readUInt32LE(0) !== END64_MARK) throw broken('its directory is missing');
  return {
    count: Number(end.readBigUInt64LE(32)),
    bytes: Number(end.readBigUInt64LE(40)),
    offset: Number(end.readBigUInt64LE(48)),
  };
}

function memberAt(directory: Buffer, at: number, nameBytes: number, extraBytes: number): ZipMember {
  const flags = directory.readUInt16LE(at + 8);
  const name = directory.subarray(at + 46, at + 46 + nameBytes);
  const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
  const large = largeSizes(extra);
  const size = (value: number) => (value === IN_ZIP64 ? (large.shift() ?? value) : value);
  const unpackedBytes = size(directory.readUInt32LE(at + 24));
  const packedBytes = size(directory.readUInt32LE(at + 20));
  return {
    name: name.toString((flags & 0x800) === 0 ? 'latin1' : 'utf8'),
    isEncrypted: (flags & 1) !== 0,
    method: directory.readUInt16LE(at + 10),
    checksum: directory.readUInt32LE(at + 16),
    unpackedBytes,
    packedBytes,
    headerOffset: size(directory.readUInt32LE(at + 42)),
  };
}

/** The sizes that did not fit 32 bits, in their order: unpacked, packed, offset. */
function largeSizes(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const bytes = extra.readUInt16LE(at + 2);
    const end = Math.min(extra.length, at + 4 + bytes);
    if (extra.readUInt16LE(at) === 1) {
      const sizes: number[] = [];
      for (let from = at + 4; from + 8 <= end; from += 8) sizes.push(Number(extra.readBigUInt64LE(from)));
      return sizes;
    }
    at = end;
  }
  return [];
}

/** Bytes at a place that the file itself names, which may be any number of 64 bits. */
async function readAt(source: FileSource, offset: number, length: number): Promise<Buffer> {
  if (offset > source.bytes) throw broken('it points to a place behind its end');
  return source.read(offset, length);
}

function broken(what: string): FileError {
  return new FileError('zip_broken', `the zip file is broken: ${what}; get it again`);
}
