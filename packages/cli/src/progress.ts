import { performance } from 'node:perf_hooks';

/** Shows how far a long command is: a bar on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** `done` of the total; `note` stands beside it. */
  update(done: number, note: string): void;
}

/** Milliseconds between two lines where the output is no terminal. */
const LINE_EVERY_MS = 5_000;

/** A display that has begun. */
interface Display extends Progress {
  stop(): void;
}

/**
 * Works with a display on standard error, which is taken away when the work ends, also where it fails: a bar that goes on hides the
 * cursor, and its timer keeps the command from ending. `total` is in the unit of `update`.
 */
export async function withProgress<Result>(
  label: string,
  total: number,
  work: (progress: Progress) => Promise<Result>,
  out: NodeJS.WriteStream = process.stderr,
): Promise<Result> {
  const display = out.isTTY ? await bar(label, total, out) : lines(label, total, out);
  try {
    return await work(display);
  } finally {
    display.stop();
  }
}

async function bar(label: string, total: number, out: NodeJS.WriteStream): Promise<Display> {
  const { SingleBar } = await import('cli-progress');
  const display = new SingleBar({
    format: `${label} [{bar}] {percentage}%  {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    stream: out,
    clearOnComplete: true,
    stopOnComplete: false,
    fps: 8,
  });
  display.start(Math.max(1, total), 0, { note: '' });
  return {
    update: (done, note) => display.update(done, { note }),
    stop: () => display.stop(),
  };
}

function lines(label: string, total: number, out: NodeJS.WriteStream): Display {
  let nextAtMs = performance.now() + LINE_EVERY_MS;
  return {
    update(done, note) {
      const now = performance.now();
      if (now < nextAtMs) return;
      nextAtMs = now + LINE_EVERY_MS;
      out.write(`${label}: ${Math.floor((100 * done) / Math.max(1, total))} %, ${note}\n`);
    },
    stop: () => undefined,
  };
}
