import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest, although its file is short: whole services that are killed, and pages in a browser. */
const LONG = [
  /\/simulations\/(history|kill|campaign-kills|load|backtest)/,
  /\/test\/(web-|serve\.|api-fuzz|import-nodes|erasure-kills)/,
];

/**
 * The order of a run. Where nothing is known of earlier runs, as on a fresh clone, vitest begins with the largest files; a test that takes a minute in
 * a short file then comes last, and all but one worker wait for it.
 */
export class LongTestsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((pattern) => pattern.test(moduleId));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
