import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { readAll } from '../../api/read-all.ts';
import { useMay } from '../../api/session.ts';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { CAMPAIGN_GROUPS } from '../campaign-objects/object-kind.ts';
import { CampaignMoves } from './campaign-moves.tsx';
import { StatusBadge } from './status-badge.tsx';

const WORDS = texts.campaigns;

/** A campaign as the API answers it. */
export type StoredCampaign = Awaited<ReturnType<typeof client.campaigns.get>>;

/** All campaigns by name, with their states. */
export function CampaignsScreen() {
  const mayWrite = useMay('campaigns:write');
  const nameOf = useNames();
  const span = useSpan();
  const create = mayWrite ? (
    <Button component={Link} to="/campaigns/new" leftSection={<Icon name="plus" />} data-shortcut="new">
      {WORDS.create}
    </Button>
  ) : undefined;
  return (
    <Screen title={WORDS.title} about={WORDS.about} actions={create}>
      <DataList<StoredCampaign>
        label={WORDS.title}
        queryKey={['campaigns', 'list']}
        fetchPage={(query) => client.campaigns.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.empty}
        emptyAction={create}
        columns={[
          { title: WORDS.name, cell: ({ id, name }) => <Link to={`/campaigns/${id}`}>{name}</Link> },
          { title: WORDS.status, cell: ({ status }) => <StatusBadge status={status} /> },
          { title: WORDS.channel, cell: ({ channel }) => texts.channels[channel] },
          {
            title: WORDS.group,
            cell: ({ campaignGroupId: id }) => <Link to={`/campaign-groups/${id}`}>{nameOf(id)}</Link>,
          },
          {
            title: WORDS.list,
            cell: ({ contactListId: id }) => <Link to={`/contact-lists/${id}`}>{nameOf(id)}</Link>,
          },
          {
            title: WORDS.dates,
            cell: (campaign) => (
              <Text size="xs" c="dimmed">
                {span(campaign)}
              </Text>
            ),
          },
          {
            title: '',
            cell: (campaign) => mayWrite && <CampaignMoves campaign={campaign} isSmall />,
          },
        ]}
      />
    </Screen>
  );
}

/** Names of what campaigns name, by id. */
function useNames(): (id: string) => string {
  const { data } = useQuery({
    queryKey: ['campaigns', 'names'],
    queryFn: async () => {
      const [groups, lists] = await Promise.all([
        readAll(CAMPAIGN_GROUPS.list),
        readAll((query) => client.contactLists.list({ query })),
      ]);
      return new Map([...groups, ...lists].map(({ id, name }) => [id, name]));
    },
  });
  return (id) => (data === undefined ? '' : (data.get(id) ?? WORDS.missing));
}

/** The dates of a campaign in words, on the organization's clock. */
export function useSpan(): (campaign: Pick<StoredCampaign, 'startsAt' | 'endsAt'>) => string {
  const clock = useOrganizationClock();
  return ({ startsAt, endsAt }) => {
    if (startsAt !== null && endsAt !== null) return WORDS.span(clock(startsAt), clock(endsAt));
    if (startsAt !== null) return WORDS.from(clock(startsAt));
    return endsAt === null ? WORDS.anyTime : WORDS.until(clock(endsAt));
  };
}
