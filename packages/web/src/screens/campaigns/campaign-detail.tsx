import { Button, Group, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { forgetDeleted } from '../../api/forget-deleted.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, Loaded, LoadingNote } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { hoursInWords } from '../campaign-objects/hours-field.tsx';
import { CAMPAIGN_GROUPS, DIALING_PROFILES } from '../campaign-objects/object-kind.ts';
import { PicksEditor } from '../campaign-objects/picks.tsx';
import type { StoredCampaign } from './campaign-kind.ts';
import { CampaignFacts } from './campaign-facts.tsx';
import { CampaignMoves } from './campaign-moves.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { StatusBadge } from './status-badge.tsx';

const WORDS = texts.campaigns;
/** An active campaign is looked at again after this, milliseconds; not while the page is hidden. */
const LIVE_MS = 5_000;

/** One campaign: its state and what can be done, how far it is, what holds for it, and what it is made of. */
export function CampaignScreen() {
  const id = usePathPart('id');
  const query = useQuery({
    queryKey: ['campaigns', id],
    queryFn: () => client.campaigns.get({ params: { id } }),
    refetchInterval: ({ state }) => (state.data?.status === 'active' ? LIVE_MS : false),
  });
  return <Loaded query={query}>{(data) => <Detail campaign={data} />}</Loaded>;
}

function Detail({ campaign }: { readonly campaign: StoredCampaign }) {
  const { id, name, status } = campaign;
  const mayWrite = useMay('campaigns:write');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const {
    data: progress,
    error,
    refetch,
  } = useQuery({
    queryKey: ['campaigns', id, 'progress'],
    queryFn: () => client.campaigns.progress({ params: { id } }),
    refetchInterval: status === 'active' ? LIVE_MS : false,
  });
  const changes = (
    <>
      {status !== 'completed' && (
        <Button
          variant="default"
          component={Link}
          to={`/campaigns/${id}/edit`}
          leftSection={<Icon name="pencil" size={14} />}
          data-shortcut="edit"
        >
          {texts.actions.edit}
        </Button>
      )}
      <Button
        variant="default"
        component={Link}
        to={`/campaigns/${id}/copy`}
        leftSection={<Icon name="copy" size={14} />}
      >
        {texts.actions.duplicate}
      </Button>
      {status === 'draft' && (
        <Button
          variant="default"
          leftSection={<Icon name="trash" size={14} />}
          onClick={() => setDeleting(true)}
        >
          {texts.actions.delete}
        </Button>
      )}
      <CampaignMoves campaign={campaign} waiting={progress?.pending ?? 0} records={progress?.records} />
    </>
  );
  return (
    <Screen title={name} about={<StatusBadge status={status} />} actions={mayWrite && changes}>
      <Section
        title={WORDS.progress}
        actions={
          <Group gap="md">
            <Link className="link" to="/forecast" search={{ campaign: id }}>
              {texts.callable.week}
            </Link>
            <Link className="link" to="/execution" search={{ campaign: id }}>
              {WORDS.queue}
            </Link>
          </Group>
        }
      >
        {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
        {progress === undefined ? <LoadingNote /> : <ProgressBar campaignId={id} progress={progress} />}
      </Section>
      <Section title={WORDS.settings}>
        <CampaignFacts campaign={campaign} />
      </Section>
      <WhatHolds groupId={campaign.campaignGroupId} />
      {isDeleting && (
        <Confirm
          isOpen
          onClose={() => setDeleting(false)}
          title={WORDS.deleteTitle(name)}
          about={WORDS.deleteAbout}
          action={texts.actions.delete}
          run={() => client.campaigns.delete({ params: { id } })}
          onDone={() => {
            forgetDeleted(queryClient, 'campaigns');
            toast(texts.states.deleted(name));
            void navigate({ to: '/campaigns' });
          }}
        />
      )}
    </Screen>
  );
}

/** The rules, lists and hours of the campaign's group, as sentences. */
function WhatHolds({ groupId }: { readonly groupId: string }) {
  const query = useQuery({
    queryKey: [CAMPAIGN_GROUPS.kind, groupId],
    queryFn: () => CAMPAIGN_GROUPS.get(groupId),
  });
  const profileId = query.data?.dialingProfileId ?? null;
  const { data: profile } = useQuery({
    queryKey: [DIALING_PROFILES.kind, profileId],
    queryFn: () => DIALING_PROFILES.get(profileId ?? ''),
    enabled: profileId !== null,
  });
  return (
    <Loaded query={query}>
      {(group) => (
        <Section title={WORDS.rules}>
          <Text size="sm" c="dimmed">
            {WORDS.rulesAbout(group.name)} · {WORDS.groupHours}: {hoursInWords(group.campaignHours)}
          </Text>
          <PicksEditor picks={group} shared={profileId === null ? undefined : profile} />
        </Section>
      )}
    </Loaded>
  );
}
