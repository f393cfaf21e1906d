import { asSentence } from '../../api/failure.ts';
import { client } from '../../api/client.ts';
import { Copyable } from '../../parts/copyable.tsx';
import { Section } from '../../parts/screen.tsx';
import { Trial, type TrialAnswer } from '../../parts/trial.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredChannel } from './channel-kind.ts';

const WORDS = texts.channelsScreen;

/** Tries a saved channel without contacting anybody, and says what its provider said. */
export function TestChannel({ id }: { readonly id: string }) {
  const run = async (): Promise<TrialAnswer> => {
    const { works, sentence } = await client.channels.test({ params: { id } });
    return {
      color: works ? 'teal' : 'crimson',
      icon: works ? 'tick' : 'warning',
      title: works ? WORDS.works : WORDS.fails,
      sentence: asSentence(sentence),
    };
  };
  return <Trial label={WORDS.test} help={WORDS.testHelp} run={run} />;
}

/** The addresses that the provider posts to; nothing where it posts nothing. */
export function Inbound({ inbound }: { readonly inbound: StoredChannel['inbound'] }) {
  const addresses = (['messages', 'calls', 'statuses'] as const).flatMap((name) => {
    const address = inbound[name];
    return address === null ? [] : [{ name, address }];
  });
  if (addresses.length === 0) return null;
  return (
    <Section title={WORDS.inbound}>
      <dl className="facts">
        {addresses.map(({ name, address }) => (
          <div key={name}>
            <dt>{WORDS.inbounds[name]}</dt>
            <dd>
              <Copyable text={address} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
