import { DEVICE_POSITION_MAX } from '@tact/engine';
import { client } from '../../api/client.ts';
import type { KeptKind } from '../../parts/kept/kept-kind.ts';
import { without } from '../../parts/kept/without.ts';
import { texts } from '../../texts/screen-texts.ts';

/** A campaign as the API answers it. */
export type StoredCampaign = Awaited<ReturnType<typeof client.campaigns.get>>;

const NOT_EDITED = ['id', 'status', 'version', 'createdAt', 'updatedAt'] as const;

/** What of a campaign is edited. */
export type CampaignDraft = Omit<StoredCampaign, (typeof NOT_EDITED)[number]>;

/** Campaigns. They are started, paused and deleted where they are looked at, because only a draft can be deleted. */
export const CAMPAIGNS_KEPT: KeptKind<StoredCampaign, CampaignDraft> = {
  path: '/campaigns',
  area: 'campaigns',
  entity: 'campaign',
  scope: 'campaigns:write',
  words: texts.campaigns,
  list: (query) => client.campaigns.list({ query }),
  get: (id) => client.campaigns.get({ params: { id } }),
  create: (body) => client.campaigns.create({ body }),
  update: ({ id }, version, draft) =>
    client.campaigns.update({ params: { id }, body: { ...draft, version } }),
  delete: null,
  draftOf: (stored) => without(stored, NOT_EDITED),
  copies: 'not',
  findIn: ({ channel, status }) => `${texts.channels[channel]} ${texts.campaigns.statuses[status]}`,
  lookedAt: (id) => `/campaigns/${id}`,
};

/** A campaign that says nothing yet. */
export const NEW_CAMPAIGN: CampaignDraft = {
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
