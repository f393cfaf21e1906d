import { Alert, Button, Group, Select, Text } from '@mantine/core';
import { CHANNELS, type Channel } from '@tact/engine';
import { useQuery, type QueryKey } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { Icon } from '../../parts/icon.tsx';
import { readAll } from '../../api/read-all.ts';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { shownLocal, zoneTown } from '../../time/zone-clock.ts';
import { CAMPAIGN_GROUPS } from '../campaign-objects/object-kind.ts';
import { CAMPAIGNS_KEPT } from '../campaigns/campaign-kind.ts';
import { bestHour, percentOf, type Forecast } from './forecast-grid.ts';
import { ForecastTable } from './forecast-table.tsx';

const WORDS = texts.forecast;
/** What was worked out is shown again for so long, milliseconds: it takes the service some seconds. */
const FRESH_MS = 60_000;

/** How much of a list, of a campaign or by itself, is callable in each hour of the coming week; the address says of which. */
export function ForecastScreen() {
  const { campaign: campaignId = '', list: listId = '', channel, group = '' } = useAddressTexts();
  const navigate = useNavigate();
  const campaigns = useQuery(allKept(CAMPAIGNS_KEPT));
  const lists = useQuery({
    queryKey: ['contact-lists', 'all'],
    queryFn: () => readAll((query) => client.contactLists.list({ query })),
  });
  const show = (search: Readonly<Record<string, string>>) =>
    void navigate({ to: '/forecast', search, replace: true });
  const isNothing = campaigns.data?.length === 0 && lists.data?.length === 0;
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={<Links campaignId={campaignId} listId={listId} />}
    >
      {campaigns.error !== null && (
        <FailureNote error={campaigns.error} onRetry={() => void campaigns.refetch()} />
      )}
      {lists.error !== null && <FailureNote error={lists.error} onRetry={() => void lists.refetch()} />}
      <Group gap="sm" mb="md" align="flex-end">
        <Choice
          label={WORDS.campaign}
          choices={campaigns.data ?? []}
          value={campaignId}
          onChange={(id) => show(id === null ? {} : { campaign: id })}
        />
        <Choice
          label={WORDS.list}
          choices={lists.data ?? []}
          value={listId}
          onChange={(id) => show(id === null ? {} : { list: id })}
        />
        {listId !== '' && (
          <ListFields
            channel={channelOf(channel)}
            group={group}
            onChange={(change) => show({ list: listId, channel: channelOf(channel), group, ...change })}
          />
        )}
      </Group>
      {campaignId !== '' ? (
        <Answer
          queryKey={['campaigns', campaignId, 'forecast']}
          ask={(signal) => client.campaigns.forecast({ params: { id: campaignId }, query: {}, signal })}
        />
      ) : listId !== '' ? (
        <ListAnswer listId={listId} channel={channelOf(channel)} group={group} />
      ) : isNothing ? (
        <EmptyNote
          action={
            <Button component={Link} to="/contact-lists">
              {texts.contactLists.title}
            </Button>
          }
        >
          {WORDS.nothingYet}
        </EmptyNote>
      ) : (
        <EmptyNote>{WORDS.chooseFirst}</EmptyNote>
      )}
    </Screen>
  );
}

/** A channel as an address names it; any other text is the telephone. */
function channelOf(text: string | undefined): Channel {
  return CHANNELS.find((one) => one === text) ?? 'call';
}

function Links({ campaignId, listId }: { readonly campaignId: string; readonly listId: string }) {
  if (campaignId !== '')
    return (
      <>
        <Button variant="default" component={Link} to={`/campaigns/${campaignId}`} data-shortcut="back">
          {WORDS.campaignOpen}
        </Button>
        <Button
          variant="default"
          renderRoot={(props) => <Link {...props} to="/callable" search={{ campaign: campaignId }} />}
        >
          {texts.callable.title}
        </Button>
      </>
    );
  if (listId === '') return null;
  return (
    <Button variant="default" component={Link} to={`/contact-lists/${listId}`} data-shortcut="back">
      {WORDS.listOpen}
    </Button>
  );
}

function Choice({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: readonly { readonly id: string; readonly name: string }[];
  readonly value: string;
  readonly onChange: (id: string | null) => void;
}) {
  return (
    <Select
      label={label}
      placeholder={WORDS.choose}
      searchable
      clearable
      w={{ base: '100%', xs: 280 }}
      data={choices.map(({ id, name }) => ({ value: id, label: name }))}
      value={value === '' ? null : value}
      onChange={onChange}
    />
  );
}

/** What a list is asked about, where no campaign says it. */
function ListFields({
  channel,
  group,
  onChange,
}: {
  readonly channel: Channel;
  readonly group: string;
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
}) {
  const groups = useQuery(allKept(CAMPAIGN_GROUPS));
  return (
    <>
      <Select
        label={WORDS.channel}
        w={{ base: '100%', xs: 130 }}
        allowDeselect={false}
        data={CHANNELS.map((one) => ({ value: one, label: texts.channels[one] }))}
        value={channel}
        onChange={(next) => onChange({ channel: next ?? 'call' })}
      />
      <Select
        label={WORDS.group}
        placeholder={WORDS.everyRequest}
        searchable
        clearable
        w={{ base: '100%', xs: 220 }}
        data={(groups.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={group === '' ? null : group}
        onChange={(next) => onChange({ group: next ?? '' })}
      />
    </>
  );
}

function ListAnswer({
  listId,
  channel,
  group,
}: {
  readonly listId: string;
  readonly channel: Channel;
  readonly group: string;
}) {
  const query = { channel, ...(group === '' ? {} : { campaignGroupId: group }) };
  return (
    <Answer
      queryKey={['contact-lists', listId, 'forecast', query]}
      ask={(signal) => client.contactLists.forecast({ params: { id: listId }, query, signal })}
    />
  );
}

function Answer({
  queryKey,
  ask,
}: {
  readonly queryKey: QueryKey;
  readonly ask: (signal: AbortSignal) => Promise<Forecast>;
}) {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey,
    queryFn: ({ signal }) => ask(signal),
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined)
    return (
      <>
        <LoadingNote />
        <Text ta="center" size="sm" c="dimmed">
          {WORDS.looking}
        </Text>
      </>
    );
  if (data.contacts === 0) return <EmptyNote>{WORDS.emptyList}</EmptyNote>;
  return (
    <>
      <Summary forecast={data} />
      {!data.isWhole && (
        <Alert color="amber" icon={<Icon name="clock" />} mb="sm">
          {WORDS.part(data.contacts.toLocaleString('en-US'))}
        </Alert>
      )}
      <ForecastTable forecast={data} />
      <Group justify="space-between" mt="xs" gap="xs">
        <Text size="xs" c="dimmed">
          {WORDS.note(zoneTown(data.zone))}
        </Text>
        <Button size="xs" variant="default" loading={isFetching} onClick={() => void refetch()}>
          {WORDS.again}
        </Button>
      </Group>
    </>
  );
}

function Summary({ forecast }: { readonly forecast: Forecast }) {
  const { contacts, never, refused, unknown, zone, hours } = forecast;
  const best = bestHour(forecast);
  const now = hours[0]?.callable ?? 0;
  const shown = (count: number) => count.toLocaleString('en-US');
  const figures = [
    [WORDS.contacts, shown(contacts), ''],
    [WORDS.now, shown(now), WORDS.share(percentOf(now, contacts))],
    [WORDS.never, shown(never), refused === 0 ? '' : WORDS.refused(shown(refused))],
  ] as const;
  return (
    <>
      <Text fw={560} mb="sm">
        {best === undefined
          ? WORDS.nobody
          : WORDS.best(
              `${shownLocal(best.fromLocal)} (${zoneTown(zone)})`,
              percentOf(best.callable, contacts),
              shown(best.callable),
            )}
      </Text>
      <dl className="figures" style={{ margin: '0 0 14px' }}>
        {figures.map(([title, count, small]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{count}</dd>
            {small !== '' && <dd className="small">{small}</dd>}
          </div>
        ))}
      </dl>
      {unknown > 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          {WORDS.unknown(shown(unknown))}
        </Text>
      )}
    </>
  );
}
