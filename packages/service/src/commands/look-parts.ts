import type { AtMost } from '../threads/at-most.ts';
import type { WorkThreads } from '../threads/work-threads.ts';

/** What looks through the past or the days to come are made with, while somebody waits. */
export interface LookParts {
  readonly workThreads: WorkThreads;
  /** Each takes a thread for some seconds: only a few at once, the others wait. */
  readonly looks: AtMost;
}
