import { Alert, Button, Group, SegmentedControl, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Tick } from '../../parts/pickers.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { AREA_STATES, areaAt, STATE_ICONS, type Area, type AreaNow, type Callable } from './area-state.ts';
import { AreaDetail, AreaTable } from './area-table.tsx';
import { DayClock } from './day-clock.tsx';
import { TileGrid } from './tile-grid.tsx';
import './callable.css';

const WORDS = texts.callable;
const WorldMap = lazy(async () => ({ default: (await import('./world-map.tsx')).WorldMap }));

const CAMPAIGNS_MAX = 200;

/** Where people may be contacted now, and through the next 24 hours (ADR 0019). */
export function CallableScreen() {
  const search = useAddressTexts();
  const navigate = useNavigate();
  const mayReadCampaigns = useMay('campaigns:read');
  const kind = search['of'] === 'countries' ? 'countries' : 'regions';
  const campaignId = search['campaign'] ?? '';
  const go = (change: Readonly<Record<string, string>>) =>
    void navigate({ to: '/callable', search: withoutEmpty({ ...search, ...change }), replace: true });
  const campaigns = useQuery({
    queryKey: ['campaigns', 'choices'],
    queryFn: () => client.campaigns.list({ query: { limit: CAMPAIGNS_MAX } }),
    enabled: mayReadCampaigns,
  });
  const { data, error, refetch } = useQuery({
    queryKey: ['callable', kind, campaignId],
    queryFn: () =>
      client.callable.find({ query: { of: kind, ...(campaignId === '' ? {} : { campaignId }) } }),
    refetchInterval: 300_000,
    placeholderData: (before) => before,
  });
  return (
    <Screen title={WORDS.title} about={WORDS.about}>
      <Group mb="md" gap="md" align="flex-end">
        <SegmentedControl
          aria-label={WORDS.of}
          data={[
            { value: 'regions', label: WORDS.regions },
            { value: 'countries', label: WORDS.countries },
          ]}
          value={kind}
          onChange={(of) => go({ of: of === 'countries' ? of : '', area: '' })}
        />
        <Select
          label={WORDS.campaign}
          placeholder={WORDS.allRules}
          clearable
          searchable
          w={300}
          data={(campaigns.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={campaignId === '' ? null : campaignId}
          onChange={(id) => go({ campaign: id ?? '' })}
        />
        {mayReadCampaigns && (
          <Button
            variant="default"
            leftSection={<Icon name="grid" size={14} />}
            renderRoot={(props) => (
              <Link {...props} to="/forecast" search={withoutEmpty({ campaign: campaignId })} />
            )}
          >
            {WORDS.week}
          </Button>
        )}
      </Group>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingNote />}
      {data !== undefined && (
        <CallableAreas
          found={data}
          kind={kind}
          chosen={search['area'] ?? null}
          onChoose={(area) => go({ area })}
        />
      )}
    </Screen>
  );
}

function withoutEmpty(search: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ''));
}

function CallableAreas(props: {
  readonly found: Callable;
  readonly kind: 'regions' | 'countries';
  readonly chosen: string | null;
  readonly onChoose: (code: string) => void;
}) {
  const { found, kind, chosen, onChoose } = props;
  const [aheadMs, setAheadMs] = useState(0);
  const [onlyContacts, setOnlyContacts] = useState(kind === 'countries');
  const [atMs, untilMs] = [Date.parse(found.at) + aheadMs, Date.parse(found.until)];
  const areas = found.areas.map((area) => [area, areaAt(area, atMs, untilMs)] as const);
  const total = found.areas.reduce((sum, { contacts }) => sum + contacts, 0);
  const listed = onlyContacts ? areas.filter(([{ contacts }]) => contacts > 0) : areas;
  const shown = areas.find(([{ code }]) => code === chosen);
  return (
    <>
      <DayClock startMs={Date.parse(found.at)} aheadMs={aheadMs} onChange={setAheadMs} />
      <StateFigures areas={areas} total={total} />
      <div className="callable">
        <div>
          {kind === 'regions' ? (
            <TileGrid areas={areas} chosen={chosen} onChoose={onChoose} />
          ) : (
            <Suspense fallback={<LoadingNote />}>
              <WorldMap areas={areas} chosen={chosen} onChoose={onChoose} />
            </Suspense>
          )}
          {shown === undefined ? (
            <Text size="sm" c="dimmed" mt="sm">
              {WORDS.choose}
            </Text>
          ) : (
            <AreaDetail area={shown[0]} now={shown[1]} found={found} atMs={atMs} />
          )}
          {found.leftOut.length > 0 && (
            <Alert color="gray" icon={<Icon name="info" />} mt="sm">
              {WORDS.leftOut(found.leftOut.join(', '))}
            </Alert>
          )}
          {found.contactsElsewhere > 0 && (
            <Text size="xs" c="dimmed" mt="sm">
              {WORDS.elsewhere(found.contactsElsewhere.toLocaleString('en-US'))}
            </Text>
          )}
        </div>
        <div>
          <Tick label={WORDS.onlyContacts} isOn={onlyContacts} onChange={setOnlyContacts} />
          <AreaTable areas={listed} total={total} chosen={chosen} onChoose={onChoose} />
        </div>
      </div>
    </>
  );
}

function StateFigures(props: {
  readonly areas: readonly (readonly [Area, AreaNow])[];
  readonly total: number;
}) {
  const { areas, total } = props;
  return (
    <dl className="figures" style={{ margin: '14px 0' }}>
      {AREA_STATES.map((state) => {
        const those = areas.filter(([, now]) => now.state === state);
        if (state === 'unknown' && those.length === 0) return null;
        const contacts = those.reduce((sum, [area]) => sum + area.contacts, 0);
        const share = total === 0 ? '0 %' : `${Math.round((contacts / total) * 100)} %`;
        return (
          <div key={state} className="state" data-state={state}>
            <dt>
              <Icon name={STATE_ICONS[state]} size={13} /> {WORDS.states[state]}
            </dt>
            <dd>{share}</dd>
            <dd className="small">{WORDS.figure(those.length, contacts.toLocaleString('en-US'), share)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
