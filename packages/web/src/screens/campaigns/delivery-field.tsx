import { Stack, Text, TextInput } from '@mantine/core';
import { Tick } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredCampaign } from './campaign-kind.ts';

const WORDS = texts.campaigns.delivery;

/** What is done with a call by who answers it. */
export type Delivery = NonNullable<StoredCampaign['delivery']>;

const ANSWERERS = ['answeringMachine', 'fax', 'silence'] as const;
const DROPPED = { deliver: false, to: null };
const USUAL: Delivery = { personTo: null, answeringMachine: DROPPED, fax: DROPPED, silence: DROPPED };

/**
 * What is done with a call by who answers it (seed A11, delivery). That a person is delivered cannot be switched off; the others are dropped where
 * nobody ticks them.
 */
export function DeliveryField({
  value,
  onChange,
  errorAt,
}: {
  readonly value: Delivery | null;
  readonly onChange: (value: Delivery | null) => void;
  readonly errorAt: (pointer: string) => string | undefined;
}) {
  const delivery = value ?? USUAL;
  const change = (changed: Partial<Delivery>) => {
    const next = { ...delivery, ...changed };
    const isUsual = next.personTo === null && ANSWERERS.every((one) => !next[one].deliver);
    onChange(isUsual ? null : next);
  };
  return (
    <Stack gap="sm">
      <Text fw={560} size="sm">
        {WORDS.title}
      </Text>
      <TextInput
        label={WORDS.personTo}
        description={WORDS.personHelp}
        maw={520}
        error={errorAt('/delivery/personTo') ?? errorAt('/delivery')}
        value={delivery.personTo ?? ''}
        onChange={(event) => change({ personTo: orNull(event.currentTarget.value) })}
      />
      {ANSWERERS.map((one) => (
        <Stack key={one} gap={6}>
          <Tick
            label={WORDS.deliver[one]}
            isOn={delivery[one].deliver}
            onChange={(deliver) => change({ [one]: { deliver, to: deliver ? delivery[one].to : null } })}
          />
          {delivery[one].deliver && (
            <TextInput
              label={WORDS.to[one]}
              placeholder={WORDS.asPerson}
              maw={520}
              ml={28}
              error={errorAt(`/delivery/${one}/to`)}
              value={delivery[one].to ?? ''}
              onChange={(event) =>
                change({ [one]: { deliver: true, to: orNull(event.currentTarget.value) } })
              }
            />
          )}
        </Stack>
      ))}
    </Stack>
  );
}

/** What is done with answered calls, in a few words. */
export function deliveryInWords(value: Delivery | null): string {
  const delivery = value ?? USUAL;
  const person = delivery.personTo === null ? WORDS.personHears : WORDS.personGoes(delivery.personTo);
  const others = ANSWERERS.map((one) => {
    const { deliver, to } = delivery[one];
    const does = deliver ? (to ?? WORDS.asPerson) : WORDS.dropped;
    return `${WORDS.short[one]}: ${does}`;
  });
  return [person, ...others].join('; ');
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
