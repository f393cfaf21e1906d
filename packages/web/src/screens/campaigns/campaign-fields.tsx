import { Grid, MultiSelect, NativeSelect, NumberInput, Select, Text, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { CHANNELS, DEVICE_POSITION_MAX } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { readAll } from '../../api/read-all.ts';
import type { Editing } from '../../parts/editing.ts';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { texts } from '../../texts/screen-texts.ts';
import { hoursInWords } from '../campaign-objects/hours-field.tsx';
import { CAMPAIGN_GROUPS } from '../campaign-objects/object-kind.ts';
import { MESSAGES_KEPT } from '../messages/message-kind.ts';
import type { CampaignDraft, StoredCampaign } from './campaign-kind.ts';

const WORDS = texts.campaigns;

interface FieldsProps {
  readonly editing: Editing<CampaignDraft, StoredCampaign>;
}

/** Whom a campaign contacts, by which channel, with what, and under whose rules. */
export function WhatFields({ editing: { draft, set, errorAt } }: FieldsProps) {
  const groups = useQuery(allKept(CAMPAIGN_GROUPS));
  const lists = useQuery({
    queryKey: ['contact-lists', 'all'],
    queryFn: () => readAll((query) => client.contactLists.list({ query })),
  });
  const templates = useQuery(allKept(MESSAGES_KEPT));
  const group = groups.data?.find(({ id }) => id === draft.campaignGroupId);
  const template = templates.data?.find(({ id }) => id === draft.messageTemplateId);
  return (
    <Grid gap="md">
      <Half>
        <TextInput
          label={WORDS.name}
          required
          data-autofocus
          error={errorAt('/name')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
      </Half>
      <Half>
        <NativeSelect
          label={WORDS.channel}
          data={CHANNELS.map((one) => ({ value: one, label: texts.channels[one] }))}
          error={errorAt('/channel')}
          value={draft.channel}
          onChange={(event) => {
            const channel = CHANNELS.find((one) => one === event.currentTarget.value) ?? draft.channel;
            set({ channel, delivery: channel === 'call' ? draft.delivery : null });
          }}
        />
      </Half>
      <Half>
        <Select
          label={WORDS.group}
          description={WORDS.groupHelp}
          placeholder={WORDS.choose}
          data={choicesOf(groups.data)}
          searchable
          required
          error={errorAt('/campaignGroupId')}
          value={draft.campaignGroupId === '' ? null : draft.campaignGroupId}
          onChange={(id) => set({ campaignGroupId: id ?? '' })}
        />
        {group !== undefined && (
          <Text size="xs" c="dimmed" mt={4}>
            {WORDS.groupHours}: {hoursInWords(group.campaignHours)}.{' '}
            {texts.picks.count(
              group.ruleIds.length,
              group.suppressionListIds.length,
              group.preDialValidationIds.length,
            )}{' '}
            ({texts.picks.picked.toLowerCase()})
          </Text>
        )}
      </Half>
      <Half>
        <Select
          label={WORDS.list}
          description={texts.contactLists.about}
          placeholder={WORDS.choose}
          data={choicesOf(lists.data)}
          searchable
          required
          error={errorAt('/contactListId')}
          value={draft.contactListId === '' ? null : draft.contactListId}
          onChange={(id) => set({ contactListId: id ?? '' })}
        />
      </Half>
      <Half>
        <Select
          label={WORDS.template}
          description={WORDS.templateHelp}
          placeholder={WORDS.templateNone}
          data={choicesOf(templates.data)}
          searchable
          clearable
          error={errorAt('/messageTemplateId')}
          value={draft.messageTemplateId}
          onChange={(messageTemplateId) => set({ messageTemplateId, language: null })}
        />
      </Half>
      <Half>
        <NativeSelect
          label={WORDS.language}
          description={WORDS.languageHelp}
          error={errorAt('/language')}
          data={[
            { value: '', label: texts.states.any },
            ...(template?.texts ?? []).map(({ language }) => ({ value: language, label: language })),
          ]}
          value={draft.language ?? ''}
          onChange={(event) =>
            set({ language: event.currentTarget.value === '' ? null : event.currentTarget.value })
          }
        />
      </Half>
    </Grid>
  );
}

/** Which devices are tried in which order, how records come in, and how fast they go out. */
export function PaceFields({ editing: { draft, set, errorAt } }: FieldsProps) {
  const positions = Array.from({ length: DEVICE_POSITION_MAX }, (_, index) => `${index + 1}`);
  return (
    <Grid gap="md">
      <Grid.Col span={12}>
        <MultiSelect
          label={WORDS.devices}
          description={WORDS.devicesHelp}
          data={positions.map((one) => ({ value: one, label: WORDS.device(Number(one)) }))}
          hidePickedOptions
          error={errorAt('/devicePositions')}
          value={draft.devicePositions.map((one) => `${one}`)}
          onChange={(chosen) => set({ devicePositions: chosen.map(Number) })}
        />
      </Grid.Col>
      <Half>
        <NativeSelect
          label={WORDS.enqueues}
          data={(['by-hand', 'automatically'] as const).map((one) => ({
            value: one,
            label: WORDS.enqueuesWays[one],
          }))}
          value={draft.enqueues}
          onChange={(event) =>
            set({ enqueues: event.currentTarget.value === 'automatically' ? 'automatically' : 'by-hand' })
          }
        />
      </Half>
      <Half>
        <NumberInput
          label={WORDS.weight}
          description={WORDS.weightHelp}
          min={1}
          max={100}
          allowDecimal={false}
          error={errorAt('/weight')}
          value={draft.weight}
          onChange={(value) => set({ weight: Number(value) })}
        />
      </Half>
      <Half>
        <NumberInput
          label={WORDS.perMinute}
          description={WORDS.noLimit}
          min={1}
          max={API_LIMITS.dispatchesPerMinuteMax}
          allowDecimal={false}
          error={errorAt('/dispatchesPerMinuteMax')}
          value={draft.dispatchesPerMinuteMax ?? ''}
          onChange={(value) => set({ dispatchesPerMinuteMax: value === '' ? null : Number(value) })}
        />
      </Half>
      <Half>
        <NumberInput
          label={WORDS.concurrency}
          description={WORDS.noLimit}
          min={1}
          max={API_LIMITS.concurrencyMax}
          allowDecimal={false}
          error={errorAt('/concurrencyMax')}
          value={draft.concurrencyMax ?? ''}
          onChange={(value) => set({ concurrencyMax: value === '' ? null : Number(value) })}
        />
      </Half>
    </Grid>
  );
}

function Half({ children }: { readonly children: ReactNode }) {
  return <Grid.Col span={{ base: 12, sm: 6 }}>{children}</Grid.Col>;
}

function choicesOf(things: readonly { readonly id: string; readonly name: string }[] | undefined) {
  return (things ?? []).map(({ id, name }) => ({ value: id, label: name }));
}
