import { List, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { texts } from '../../texts/screen-texts.ts';
import { shownDay } from '../../time/zone-clock.ts';
import { EffectNote } from '../rules/rule-effect.tsx';

const WORDS = texts.contactDates;
/** How long nothing has to be typed before the last days are looked at, milliseconds: that takes the server up to some seconds. */
const LOOK_AFTER_MS = 800;

/** A day without contact, as far as its effect goes. */
export interface EffectDay {
  readonly date: string;
  readonly label: string;
}

/** What days that are not added yet would have changed in the last 30 days; a day to come is tried on one that is over. */
export function useDatesEffect(days: readonly EffectDay[]) {
  const asked = JSON.stringify(
    days.map(({ date, label }) => ({ date, label: label === '' ? WORDS.unnamed : label })),
  );
  const [body] = useDebouncedValue(asked, LOOK_AFTER_MS);
  return useQuery({
    queryKey: ['contact-dates', 'effect', body],
    queryFn: ({ signal }) =>
      client.contactDates.effect({ body: { dates: JSON.parse(body) as EffectDay[] }, signal }),
    enabled: body !== '[]' && body === asked,
    retry: false,
    staleTime: 60_000,
  });
}

/** The same in words, for one day that is being written. */
export function AddedDateEffect({ day }: { readonly day: EffectDay }) {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day.date);
  const effect = useDatesEffect(isDay ? [day] : []);
  const tried = effect.data?.tried[0];
  return (
    <EffectNote
      isReady={isDay}
      notYet={WORDS.effectNotYet}
      effect={effect.data}
      failed={effect.isError ? effect : null}
    >
      {tried !== undefined && tried.triedOn !== tried.date && (
        <Text size="sm" c="dimmed">
          {WORDS.triedOn(shownDay(tried.triedOn))}
        </Text>
      )}
    </EffectNote>
  );
}

/** What it would have changed if days had not been without contact; of those to come, what they are likely to hold back. */
export function RemovedDatesEffect({
  days,
}: {
  readonly days: readonly (EffectDay & { readonly id: string })[];
}) {
  const removedIds = days.map(({ id }) => id);
  const effect = useQuery({
    queryKey: ['contact-dates', 'deletion-effect', removedIds],
    queryFn: ({ signal }) => client.contactDates.effect({ body: { removedIds }, signal }),
    retry: false,
    staleTime: 60_000,
  });
  const tried = useDatesEffect(days).data?.tried ?? [];
  const ahead = tried.filter(({ date, triedOn }) => date !== triedOn);
  return (
    <EffectNote
      title={WORDS.withoutThem(days.length)}
      isReady
      effect={effect.data}
      failed={effect.isError ? effect : null}
    >
      {ahead.length > 0 && (
        <>
          <Text size="sm">{WORDS.ahead}</Text>
          <List size="sm" spacing={4}>
            {ahead.map(({ date, triedOn, blocked }) => (
              <List.Item key={date}>{WORDS.aheadDay(shownDay(date), blocked, shownDay(triedOn))}</List.Item>
            ))}
          </List>
        </>
      )}
    </EffectNote>
  );
}
