import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { Trial, type TrialAnswer } from '../../parts/trial.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.preDial;
const COLORS = { yes: 'teal', no: 'amber', none: 'crimson' } as const;
const ICONS = { yes: 'tick', no: 'bar', none: 'warning' } as const;

/** Sends a sample to the service of a saved validation, and says what it answered and how long it took. */
export function TestValidation({ id }: { readonly id: string }) {
  const run = async (): Promise<TrialAnswer> => {
    const { answer, sentence, tookMs } = await client.preDialValidations.test({ params: { id } });
    return {
      color: COLORS[answer],
      icon: ICONS[answer],
      title: WORDS.answers[answer],
      sentence: WORDS.took(asSentence(WORDS.service(sentence)), tookMs.toLocaleString('en-US')),
    };
  };
  return <Trial label={WORDS.test} help={WORDS.testHelp} run={run} />;
}
