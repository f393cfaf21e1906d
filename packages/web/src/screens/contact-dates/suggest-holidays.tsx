import { Button, Checkbox, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { CountryPicker, RegionPicker } from '../../parts/pickers.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { shownDay } from '../../time/zone-clock.ts';
import { useDatesEffect } from './dates-effect.tsx';

const WORDS = texts.contactDates;

/** Adds the holidays of a country that are ticked; each says what it would have held back. */
export function SuggestHolidays({
  onClose,
  onAdded,
}: {
  readonly onClose: () => void;
  readonly onAdded: () => void;
}) {
  const session = useSession();
  const [country, setCountry] = useState<string | null>('US');
  const [region, setRegion] = useState<string | null>(null);
  const [year, setYear] = useState(Number(session.now.slice(0, 4)));
  /** What was ticked or unticked by hand. */
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map());
  const { data, error, isPending } = useQuery({
    queryKey: ['holidays', country, region, year],
    queryFn: () =>
      client.contactDates.suggest({
        query: { country: country ?? '', year, ...(region === null ? {} : { region }) },
      }),
    enabled: country !== null,
    retry: false,
  });
  const open = (data?.suggestions ?? []).filter(({ alreadyThere }) => !alreadyThere);
  const effect = useDatesEffect(open.map(({ date, label }) => ({ date, label })));
  const triedOf = new Map((effect.data?.tried ?? []).map((tried) => [tried.date, tried]));
  // A day that is over holds nobody back any more.
  const isTicked = (date: string) => chosen.get(date) ?? date >= session.now.slice(0, 10);
  const wanted = open.filter(({ date }) => isTicked(date));
  const add = useMutation({
    mutationFn: async () => {
      for (const { date, label } of wanted) await client.contactDates.create({ body: { date, label } });
    },
    onSuccess: () => {
      toast(WORDS.added(wanted.length));
      onClose();
    },
    onSettled: onAdded,
  });
  return (
    <FormModal size="lg" title={WORDS.suggest} mayLeave={() => chosen.size === 0} onClose={onClose}>
      {(close) => (
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {WORDS.suggestAbout}
          </Text>
          <Group grow align="flex-start" gap="sm">
            <CountryPicker
              label={WORDS.country}
              value={country}
              onChange={(next) => {
                setCountry(next);
                setRegion(null);
              }}
            />
            <RegionPicker
              label={WORDS.region}
              placeholder={WORDS.wholeCountry}
              isClearable
              country={country}
              value={region}
              onChange={setRegion}
            />
            <NumberInput
              label={WORDS.year}
              min={1970}
              max={2076}
              value={year}
              onChange={(value) => setYear(Number(value))}
            />
          </Group>
          {error !== null ? (
            <FailureNote error={error} />
          ) : isPending ? (
            <LoadingNote />
          ) : (
            <Stack gap={6}>
              <Text size="sm" c="dimmed" role="status" aria-label={texts.rules.effect.title}>
                {effect.isError
                  ? texts.rules.effect.failed
                  : effect.data !== undefined
                    ? WORDS.suggestEffect(effect.data.attempts)
                    : open.length > 0
                      ? texts.rules.effect.looking
                      : ''}
              </Text>
              {data.suggestions.map(({ date, name, alreadyThere }) => (
                <Checkbox
                  key={date}
                  label={
                    <Text size="sm" span>
                      {shownDay(date)} · {name} {alreadyThere ? `(${WORDS.there.toLowerCase()})` : ''}
                    </Text>
                  }
                  description={heldBack(triedOf.get(date), effect.data?.from ?? '')}
                  disabled={alreadyThere}
                  checked={!alreadyThere && isTicked(date)}
                  onChange={(event) => {
                    const isOn = event.currentTarget.checked;
                    setChosen((before) => new Map(before).set(date, isOn));
                  }}
                />
              ))}
              <Text size="xs" c="dimmed">
                {WORDS.source}: {data.source}
              </Text>
            </Stack>
          )}
          {add.error !== null && <FailureNote error={add.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {texts.actions.cancel}
            </Button>
            <Button disabled={wanted.length === 0} loading={add.isPending} onClick={() => add.mutate()}>
              {WORDS.addChosen(wanted.length)}
            </Button>
          </Group>
        </Stack>
      )}
    </FormModal>
  );
}

/** What a day would have held back, in words; nothing where it was not tried. `from`: the instant that was looked at from. */
function heldBack(
  tried: { readonly date: string; readonly triedOn: string; readonly blocked: number } | undefined,
  from: string,
): string | undefined {
  if (tried === undefined) return undefined;
  const { date, triedOn, blocked } = tried;
  if (triedOn < from.slice(0, 10)) return WORDS.longAgo;
  return date === triedOn ? WORDS.heldBack(blocked) : WORDS.heldBackOn(blocked, shownDay(triedOn));
}
