import { Alert, Button, Group, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { Icon } from '../../parts/icon.tsx';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { shownLocal, zoneTown } from '../../time/zone-clock.ts';
import { CAMPAIGNS_KEPT } from '../campaigns/campaign-kind.ts';
import { bestHour, percentOf, type Forecast } from './forecast-grid.ts';
import { ForecastTable } from './forecast-table.tsx';

const WORDS = texts.forecast;
/** What was worked out is shown again for so long, milliseconds: it takes the service some seconds. */
const FRESH_MS = 60_000;

/** How much of a campaign's list is callable in each hour of the coming week. */
export function ForecastScreen() {
  const campaignId = useAddressTexts()['campaign'] ?? '';
  const navigate = useNavigate();
  const campaigns = useQuery(allKept(CAMPAIGNS_KEPT));
  const choices = campaigns.data ?? [];
  const chosen = choices.find(({ id }) => id === campaignId);
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={
        chosen !== undefined && (
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
        )
      }
    >
      {campaigns.error !== null && (
        <FailureNote error={campaigns.error} onRetry={() => void campaigns.refetch()} />
      )}
      <Select
        label={WORDS.campaign}
        placeholder={WORDS.choose}
        searchable
        maw={340}
        mb="md"
        data={choices.map(({ id, name }) => ({ value: id, label: name }))}
        value={campaignId === '' ? null : campaignId}
        onChange={(id) =>
          void navigate({ to: '/forecast', search: id === null ? {} : { campaign: id }, replace: true })
        }
      />
      {campaignId !== '' ? (
        <CampaignForecast campaignId={campaignId} />
      ) : campaigns.data?.length === 0 ? (
        <EmptyNote
          action={
            <Button component={Link} to="/campaigns/new">
              {texts.campaigns.create}
            </Button>
          }
        >
          {WORDS.noCampaign}
        </EmptyNote>
      ) : (
        <EmptyNote>{WORDS.chooseFirst}</EmptyNote>
      )}
    </Screen>
  );
}

function CampaignForecast({ campaignId }: { readonly campaignId: string }) {
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['campaigns', campaignId, 'forecast'],
    queryFn: ({ signal }) => client.campaigns.forecast({ params: { id: campaignId }, query: {}, signal }),
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
