import { zoneTable } from '@tact/places';
import { createClock, createDecider } from '@tact/service/without-http';
import type { DecideOptions } from '../commands/decide.ts';
import { withStore } from '../database.ts';
import { Failure } from '../failure.ts';
import { decisionText } from './decision-text.ts';
import { assertOfOne } from './one-or-file.ts';
import { questionReader } from './question-of-options.ts';

/** Carries out `tact decide` for one number or contact: prints the verdict for people, or as JSON. */
export async function decideOne(options: DecideOptions): Promise<void> {
  assertOfOne(options);
  const readQuestion = questionReader(options);
  await withStore(options, async ({ store, organization }) => {
    const { question, note } = await readQuestion(store, organization);
    const decider = createDecider({ store, clock: createClock(), zoneTable: zoneTable() });
    const [answer] = await decider.ask(organization.id, [question], { record: false });
    if (answer === undefined) throw new Error('the decider left the question out');
    if (!answer.answered) throw new Failure(answer.sentence);
    if (options.json === true)
      process.stdout.write(`${JSON.stringify({ ...answer.json, treatment: answer.treatment })}\n`);
    else
      process.stdout.write(
        `${note === '' ? '' : `(${note})\n`}${decisionText(answer.decision, zoneTable())}`,
      );
  });
}
