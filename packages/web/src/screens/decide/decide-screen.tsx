import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { CHANNELS, type Channel } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { client } from '../../api/client.ts';
import { Icon } from '../../parts/icon.tsx';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { textsOf, useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/texts.ts';
import { ask, type Asked } from './ask.ts';
import { attributesOfText } from './attributes-of-text.ts';

/** What an answer is shown by comes with the first answer. */
const AnswerView = lazy(async () => ({ default: (await import('./answer-view.tsx')).AnswerView }));

type Search = Readonly<Record<string, string>>;

/** May this person be contacted, on this device, now? The question stands in the address, so that it can be sent to a colleague. */
export function DecideScreen() {
  const search = useAddressTexts();
  const navigate = useNavigate();
  const asked = askedOf(search);
  const [draft, setDraft] = useState(search);
  useEffect(() => setDraft(search), [search]);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['ask', asked],
    queryFn: () => ask(asked),
    enabled: asked.text !== '',
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const go = (next: Search) => void navigate({ to: '/decide', search: next });
  const again = (change: Search) => go({ ...search, ...change });
  const submit = () => {
    const asked = Object.entries(draft).filter(([name]) => !OF_THE_CONTACT.includes(name));
    const next = textsOf({ ...Object.fromEntries(asked), q: (draft['q'] ?? '').trim() });
    if (JSON.stringify(next) === JSON.stringify(search)) void refetch();
    else go(next);
  };
  return (
    <Screen title={texts.decide.title} about={texts.decide.recorded}>
      <QuestionForm draft={draft} set={setDraft} submit={submit} isBusy={isFetching} />
      <div aria-live="polite">
        {asked.text === '' ? (
          <EmptyNote>{texts.decide.first}</EmptyNote>
        ) : isFetching ? (
          <LoadingNote />
        ) : error !== null ? (
          <FailureNote error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? null : data.kind === 'several' ? (
          <Stack gap={4} mt="md">
            <Text fw={600}>{texts.decide.several}</Text>
            {data.contacts.map(({ id, clientId, name }) => (
              <Link key={id} className="link" to="/decide" search={{ ...search, contact: id }}>
                {clientId} {name ?? ''}
              </Link>
            ))}
          </Stack>
        ) : (
          <Suspense fallback={<LoadingNote />}>
            <AnswerView answered={data} asked={asked} again={again} />
          </Suspense>
        )}
      </div>
    </Screen>
  );
}

/** What goes with the contact that was asked about: another one has others. */
const OF_THE_CONTACT: readonly string[] = ['contact', 'address', 'account'];

function QuestionForm(props: {
  readonly draft: Search;
  readonly set: (draft: Search) => void;
  readonly submit: () => void;
  readonly isBusy: boolean;
}) {
  const { draft, set, submit, isBusy } = props;
  const groups = useQuery({
    queryKey: ['campaign-groups', 'choices'],
    queryFn: () => client.campaignGroups.list({ query: { limit: 200 } }),
  });
  const typed = draft['with'] ?? '';
  const isUnread = attributesOfText(typed) === null;
  const choose =
    (name: string) =>
    ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      set({ ...draft, [name]: currentTarget.value });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Group align="flex-end" gap="sm">
        <TextInput
          label={texts.decide.field}
          placeholder={texts.decide.placeholder}
          flex="1 1 320px"
          size="md"
          autoFocus
          leftSection={<Icon name="search" />}
          value={draft['q'] ?? ''}
          onChange={(event) => set({ ...draft, q: event.currentTarget.value })}
        />
        <NativeSelect
          label={texts.decide.channel}
          w={130}
          size="md"
          data={CHANNELS.map((one) => ({ value: one, label: texts.channels[one] }))}
          value={draft['channel'] ?? 'call'}
          onChange={choose('channel')}
        />
        <NativeSelect
          label={texts.decide.group}
          w={200}
          size="md"
          data={[
            { value: '', label: texts.decide.noGroup },
            ...(groups.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={draft['group'] ?? ''}
          onChange={choose('group')}
        />
        <TextInput
          label={texts.decide.at}
          placeholder={texts.decide.atNow}
          title={texts.decide.atHelp}
          w={190}
          size="md"
          value={draft['at'] ?? ''}
          onChange={(event) => set({ ...draft, at: event.currentTarget.value })}
        />
        <TextInput
          label={texts.decide.attributes}
          placeholder={texts.decide.attributesPlaceholder}
          title={texts.decide.attributesHelp}
          w={230}
          size="md"
          value={typed}
          error={isUnread ? texts.decide.attributesUnread : undefined}
          onChange={(event) => set({ ...draft, with: event.currentTarget.value })}
        />
        <Button
          type="submit"
          size="md"
          loading={isBusy}
          disabled={(draft['q'] ?? '').trim() === '' || isUnread}
        >
          {texts.decide.submit}
        </Button>
      </Group>
    </form>
  );
}

function askedOf(search: Search): Asked {
  const channel = CHANNELS.find((one) => one === search['channel']) ?? ('call' satisfies Channel);
  return {
    text: search['q'] ?? '',
    channel,
    campaignGroupId: search['group'] ?? null,
    at: search['at'] ?? null,
    contactId: search['contact'] ?? null,
    address: search['address'] ?? null,
    accountId: search['account'] ?? null,
    attributes: search['with'] ?? '',
  };
}
