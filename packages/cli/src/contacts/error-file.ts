import { createWriteStream, rmSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { safeCsvField, type CellProblem } from '@tact/service/without-http';
import { counted } from '../counted.ts';

/** The file beside an import that says which rows were left out, and why; made when there is something to say. */
export interface ErrorFile {
  readonly path: string;
  /** How many problems were written. */
  readonly count: number;
  add(problem: Omit<CellProblem, 'code'>): void;
  /** Waits where the disk is slower than the import. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

const HEADER = 'line,column,value,reason\n';

/** Opens the error file of an import. One that an earlier run left is taken away: it would speak of another run. */
export function openErrorFile(path: string): ErrorFile {
  rmSync(path, { force: true });
  let stream: WriteStream | null = null;
  let failure: Error | null = null;
  let count = 0;
  const opened = (): WriteStream => {
    if (stream !== null) return stream;
    stream = createWriteStream(path, { mode: 0o600 });
    stream.on('error', (error) => (failure = error));
    stream.write(HEADER);
    return stream;
  };
  const check = () => {
    if (failure !== null) throw new Error(`the error file \`${path}\` cannot be written`, { cause: failure });
  };
  return {
    path,
    get count() {
      return count;
    },
    add({ line, column, value, reason }) {
      count++;
      opened().write(`${line},${safeCsvField(column)},${safeCsvField(value)},${safeCsvField(reason)}\n`);
    },
    async drained() {
      check();
      if (stream?.writableNeedDrain === true) await once(stream, 'drain');
    },
    async close() {
      if (stream === null) return;
      stream.end();
      await once(stream, 'close');
      check();
    },
  };
}

/** How many rows were left out, and where it says why. */
export function leftOutText(rows: number, path: string): string {
  return `${counted(rows)} ${rows === 1 ? 'row was' : 'rows were'} left out; \`${path}\` says why: mend them and import them again`;
}
