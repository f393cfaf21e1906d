import { Grid } from '@mantine/core';
import { DEVICE_POSITION_MAX } from '@tact/engine';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { useMay, useSession } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { InstantField } from '../../parts/instant-field.tsx';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { WeekField } from '../campaign-objects/hours-field.tsx';
import type { StoredCampaign } from './campaign-list.tsx';
import { PaceFields, WhatFields } from './campaign-fields.tsx';
import { DeliveryField } from './delivery-field.tsx';
import { ScriptField } from './script-field.tsx';

const WORDS = texts.campaigns;

/** What of a campaign is edited. */
export type CampaignDraft = Omit<StoredCampaign, 'id' | 'status' | 'version' | 'createdAt' | 'updatedAt'>;

const NEW_CAMPAIGN: CampaignDraft = {
  name: '',
  campaignGroupId: '',
  contactListId: '',
  channel: 'call',
  messageTemplateId: null,
  language: null,
  startsAt: null,
  endsAt: null,
  hours: null,
  delivery: null,
  treatmentScript: null,
  devicePositions: Array.from({ length: DEVICE_POSITION_MAX }, (_, index) => index + 1),
  enqueues: 'by-hand',
  dispatchesPerMinuteMax: null,
  concurrencyMax: null,
  weight: 1,
};

function draftOf(campaign: CampaignDraft): CampaignDraft {
  return {
    name: campaign.name,
    campaignGroupId: campaign.campaignGroupId,
    contactListId: campaign.contactListId,
    channel: campaign.channel,
    messageTemplateId: campaign.messageTemplateId,
    language: campaign.language,
    startsAt: campaign.startsAt,
    endsAt: campaign.endsAt,
    hours: campaign.hours,
    delivery: campaign.delivery,
    treatmentScript: campaign.treatmentScript,
    devicePositions: campaign.devicePositions,
    enqueues: campaign.enqueues,
    dispatchesPerMinuteMax: campaign.dispatchesPerMinuteMax,
    concurrencyMax: campaign.concurrencyMax,
    weight: campaign.weight,
  };
}

/** A new campaign. */
export function NewCampaignScreen() {
  return <CampaignForm stored={null} start={NEW_CAMPAIGN} />;
}

/** A new campaign that begins as a copy of the one in the address. */
export function CopyCampaignScreen() {
  return (
    <Loaded id={usePathPart('id')}>
      {(stored) => (
        <CampaignForm stored={null} start={{ ...stored, name: texts.objects.copyOf(stored.name) }} />
      )}
    </Loaded>
  );
}

/** A campaign as it is changed, also while it runs. */
export function EditCampaignScreen() {
  return (
    <Loaded id={usePathPart('id')}>
      {(stored, onReload) =>
        stored.status === 'completed' ? (
          <EmptyNote>{WORDS.finished}</EmptyNote>
        ) : (
          <CampaignForm key={stored.version} stored={stored} start={stored} onReload={onReload} />
        )
      }
    </Loaded>
  );
}

function Loaded({
  id,
  children,
}: {
  readonly id: string;
  readonly children: (stored: StoredCampaign, onReload: (stored: StoredCampaign) => void) => ReactNode;
}) {
  const [reloaded, setReloaded] = useState<StoredCampaign | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['campaigns', id, 'opened'],
    queryFn: () => client.campaigns.get({ params: { id } }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  const stored = reloaded ?? data;
  return stored === undefined ? <LoadingNote /> : children(stored, setReloaded);
}

function CampaignForm({
  stored,
  start,
  onReload,
}: {
  readonly stored: StoredCampaign | null;
  readonly start: CampaignDraft;
  readonly onReload?: (stored: StoredCampaign) => void;
}) {
  const mayWrite = useMay('campaigns:write');
  const { role } = useSession();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const leave = (id: string | undefined) =>
    void navigate({ to: id === undefined ? '/campaigns' : `/campaigns/${id}` });
  const editing = useEditing<CampaignDraft, StoredCampaign>(
    draftOf(start),
    (draft, version) =>
      stored === null
        ? client.campaigns.create({ body: draft })
        : client.campaigns.update({
            params: { id: stored.id },
            body: { ...draft, version: version ?? stored.version },
          }),
    ({ id }) => {
      void queryClient.invalidateQueries({ queryKey: ['campaigns'] });
      toast(texts.states.saved);
      leave(id);
    },
  );
  const { draft, set, errorAt } = editing;
  return (
    <Screen
      title={stored === null ? WORDS.create : stored.name}
      about={mayWrite ? WORDS.about : texts.states.readOnly(texts.shell.roles[role])}
      isNarrow
    >
      <EditForm editing={editing} onCancel={() => leave(stored?.id)} isReadOnly={!mayWrite}>
        <WhatFields editing={editing} />
        <Grid gap="md">
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <InstantField
              label={WORDS.startsAt}
              error={errorAt('/startsAt')}
              value={draft.startsAt}
              onChange={(startsAt) => set({ startsAt })}
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 6 }}>
            <InstantField
              label={WORDS.endsAt}
              error={errorAt('/endsAt')}
              value={draft.endsAt}
              onChange={(endsAt) => set({ endsAt })}
            />
          </Grid.Col>
        </Grid>
        <WeekField
          value={draft.hours}
          onChange={(hours) => set({ hours })}
          error={errorAt('/hours')}
          isReadOnly={!mayWrite}
        />
        {draft.channel === 'call' && (
          <DeliveryField
            value={draft.delivery}
            onChange={(delivery) => set({ delivery })}
            errorAt={errorAt}
          />
        )}
        <ScriptField
          value={draft.treatmentScript}
          onChange={(treatmentScript) => set({ treatmentScript })}
          error={errorAt('/treatmentScript')}
        />
        <PaceFields editing={editing} />
      </EditForm>
      {stored !== null && (
        <ConflictDialog<StoredCampaign>
          isOpen={editing.isConflict}
          entity="campaign"
          id={stored.id}
          yours={{ ...draft }}
          fetchTheirs={() => client.campaigns.get({ params: { id: stored.id } })}
          shown={(theirs) => ({ ...draftOf(theirs) })}
          onKeepMine={(version) => editing.save(version)}
          onTakeTheirs={(theirs) => onReload?.(theirs)}
          onClose={editing.dismissConflict}
        />
      )}
    </Screen>
  );
}
