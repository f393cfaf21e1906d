import { writeSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule, TestSuite, Vitest } from 'vitest/node';

/** How a test run ended, in test cases; a file that does not load, and a broken hook, each count as one failed. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * A vitest reporter that ends a run with one plain line, `12 passed, 0 failed` (and `, 1 skipped` if any was), for people and machines
 * that read nothing else. It is the last output of the process: other reporters, errors and time-outs of closing come before it.
 *
 * Fails closed: a run in which no test ran, or that never came to its end, says `1 failed` and leaves a non-zero exit code.
 */
export function plainSummaryReporter(): Reporter {
  let counts = countTests([], []);
  let watching = false;
  return {
    onInit(vitest: Vitest) {
      watching = vitest.config.watch;
      if (watching) return;
      process.once('exit', () => {
        if (counts.failed > 0) process.exitCode ||= 1;
        writeSync(process.stdout.fd, `${plainLine(counts)}\n`);
      });
    },
    onTestRunEnd(modules, unhandledErrors) {
      counts = countTests(modules, unhandledErrors);
      if (watching) process.stdout.write(`${plainLine(counts)}\n`);
    },
  };
}

/** The line for some counts. */
export function plainLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Counts the test cases of a run. A test that was collected and did not finish counts as failed. */
export function countTests(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
): TestCounts {
  let [passed, failed, skipped] = [0, unhandledErrors.length, 0];
  for (const module of modules) {
    for (const group of [module, ...module.children.allSuites()]) failed += isBroken(group) ? 1 : 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed++;
      else if (state === 'skipped') skipped++;
      else failed++;
    }
  }
  return passed + failed === 0 ? { passed, failed: 1, skipped } : { passed, failed, skipped };
}

/** Whether a file did not load, or a hook of a file or suite failed: errors that belong to no test case. */
function isBroken(group: TestModule | TestSuite): boolean {
  return group.errors().length > 0;
}
