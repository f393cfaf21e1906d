import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { withProgress, type Progress } from './progress.ts';

/** Something that a display is shown on, and what stood there. */
function outputOf(isTTY: boolean): { readonly out: NodeJS.WriteStream; readonly text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
  return {
    out: stream as unknown as NodeJS.WriteStream,
    text: () => String(stream.read() ?? ''),
  };
}

const CURSOR_SHOWN = '[?25h';

test.each(['ends', 'fails'])('on a terminal the bar is taken away when the work %s', async (how) => {
  const { out, text } = outputOf(true);
  const work = withProgress(
    'report',
    10,
    (progress) => {
      progress.update(5, '5 rows');
      return how === 'ends' ? Promise.resolve('done') : Promise.reject(new Error('the disk is full'));
    },
    out,
  );
  if (how === 'ends') expect(await work).toBe('done');
  else await expect(work).rejects.toThrow('the disk is full');
  expect(text()).toContain(CURSOR_SHOWN);
  // Nothing comes after it: the timer of the bar is gone.
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(text()).toBe('');
});

test('elsewhere nothing is said of what is soon over', async () => {
  const { out, text } = outputOf(false);
  const work = (progress: Progress) => {
    progress.update(5, '5 rows');
    return Promise.resolve();
  };
  await withProgress('report', 10, work, out);
  expect(text()).toBe('');
});
