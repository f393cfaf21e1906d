import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { readAll } from '../../api/read-all.ts';
import { KeptList } from '../../parts/kept/kept-list.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { CAMPAIGN_GROUPS } from '../campaign-objects/object-kind.ts';
import { CAMPAIGNS_KEPT, type StoredCampaign } from './campaign-kind.ts';
import { CampaignMoves } from './campaign-moves.tsx';
import { StatusBadge } from './status-badge.tsx';

const WORDS = texts.campaigns;

/** All campaigns by name, with their states. */
export function CampaignsScreen() {
  const nameOf = useNames();
  const span = useSpan();
  return (
    <KeptList
      kind={CAMPAIGNS_KEPT}
      rowActions={(campaign) => <CampaignMoves campaign={campaign} isSmall />}
      columns={[
        {
          title: WORDS.status,
          sortBy: ({ status }) => WORDS.statuses[status],
          cell: ({ status }) => <StatusBadge status={status} />,
        },
        {
          title: WORDS.channel,
          sortBy: ({ channel }) => texts.channels[channel],
          cell: ({ channel }) => texts.channels[channel],
        },
        {
          title: WORDS.group,
          sortBy: ({ campaignGroupId: id }) => nameOf(id),
          cell: ({ campaignGroupId: id }) => <Link to={`/campaign-groups/${id}`}>{nameOf(id)}</Link>,
        },
        {
          title: WORDS.list,
          sortBy: ({ contactListId: id }) => nameOf(id),
          cell: ({ contactListId: id }) => <Link to={`/contact-lists/${id}`}>{nameOf(id)}</Link>,
        },
        {
          title: WORDS.dates,
          sortBy: ({ startsAt }) => startsAt ?? '',
          cell: (campaign) => (
            <Text size="xs" c="dimmed">
              {span(campaign)}
            </Text>
          ),
        },
      ]}
    />
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
