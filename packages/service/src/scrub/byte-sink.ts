import { Buffer } from 'node:buffer';

/** Bytes that are put one behind the other. */
export interface ByteSink {
  readonly length: number;
  copy(bytes: Uint8Array, from: number, end: number): void;
  put(text: Uint8Array): void;
  /** What was put, in memory of its own; the sink is empty then. */
  take(): Uint8Array<ArrayBuffer>;
}

/** Below so many bytes a loop is quicker than a call. */
const LOOP_BYTES_MAX = 24;

/** A sink with room for about so many bytes; it grows where they are more. */
export function byteSink(expectedBytes: number): ByteSink {
  let room: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  let length = 0;

  function makeRoom(more: number): void {
    if (length + more <= room.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(expectedBytes, room.length * 2, length + more));
    larger.set(room.subarray(0, length));
    room = larger;
  }

  function copy(bytes: Uint8Array, from: number, end: number): void {
    makeRoom(end - from);
    if (end - from > LOOP_BYTES_MAX) room.set(bytes.subarray(from, end), length);
    else for (let at = from, to = length; at < end; at++, to++) room[to] = bytes[at] as number;
    length += end - from;
  }

  return {
    get length() {
      return length;
    },
    copy,
    put: (text) => {
      copy(text, 0, text.length);
    },
    take() {
      const taken = room.subarray(0, length);
      room = new Uint8Array(0);
      length = 0;
      return taken;
    },
  };
}
