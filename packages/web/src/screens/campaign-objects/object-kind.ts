import type { CampaignHours, TimezoneSource } from '@tact/engine';
import { client } from '../../api/client.ts';
import { texts } from '../../texts/screen-texts.ts';

/** What a campaign object is described by; what its kind has not is null. */
export interface ObjectDraft {
  readonly name: string;
  readonly ruleIds: readonly string[];
  readonly suppressionListIds: readonly string[];
  readonly timezoneSource: TimezoneSource | null;
  readonly campaignHours: CampaignHours | null;
  readonly dialingProfileId: string | null;
}

/** A campaign object as it is kept. */
export interface StoredObject extends ObjectDraft {
  readonly id: string;
  readonly version: number;
  readonly updatedAt: string;
}

interface Page {
  readonly items: readonly StoredObject[];
  readonly next: string | null;
}

/** One kind of objects that optional rules and lists are picked on (seed A2). */
export interface ObjectKind {
  readonly kind: 'dialing-profiles' | 'campaign-templates' | 'campaign-groups';
  /** As the audit trail names it. */
  readonly entity: string;
  readonly hasClock: boolean;
  readonly hasProfile: boolean;
  readonly list: (query: { readonly limit?: number; readonly cursor?: string }) => Promise<Page>;
  readonly get: (id: string) => Promise<StoredObject>;
  /** `templateId`: of a group, the template that it is made from. */
  readonly create: (draft: ObjectDraft, templateId: string | null) => Promise<StoredObject>;
  readonly update: (id: string, version: number, draft: ObjectDraft) => Promise<StoredObject>;
  readonly delete: (id: string) => Promise<null>;
}

const NO_CLOCK = { timezoneSource: null, campaignHours: null } as const;
const NO_PROFILE = { dialingProfileId: null } as const;

const PROFILES: ObjectKind = {
  kind: 'dialing-profiles',
  entity: 'dialing-profile',
  hasClock: false,
  hasProfile: false,
  list: async (query) => {
    const { items, next } = await client.dialingProfiles.list({ query });
    return { items: items.map((one) => ({ ...one, ...NO_CLOCK, ...NO_PROFILE })), next };
  },
  get: async (id) => ({
    ...(await client.dialingProfiles.get({ params: { id } })),
    ...NO_CLOCK,
    ...NO_PROFILE,
  }),
  create: async ({ name, ruleIds, suppressionListIds }) => ({
    ...(await client.dialingProfiles.create({ body: { name, ruleIds, suppressionListIds } })),
    ...NO_CLOCK,
    ...NO_PROFILE,
  }),
  update: async (id, version, { name, ruleIds, suppressionListIds }) => {
    const body = { version, name, ruleIds, suppressionListIds };
    return { ...(await client.dialingProfiles.update({ params: { id }, body })), ...NO_CLOCK, ...NO_PROFILE };
  },
  delete: (id) => client.dialingProfiles.delete({ params: { id } }),
};

const TEMPLATES: ObjectKind = {
  kind: 'campaign-templates',
  entity: 'campaign-template',
  hasClock: true,
  hasProfile: false,
  list: async (query) => {
    const { items, next } = await client.campaignTemplates.list({ query });
    return { items: items.map((one) => ({ ...one, ...NO_PROFILE })), next };
  },
  get: async (id) => ({ ...(await client.campaignTemplates.get({ params: { id } })), ...NO_PROFILE }),
  create: async (draft) => ({
    ...(await client.campaignTemplates.create({ body: templateOf(draft) })),
    ...NO_PROFILE,
  }),
  update: async (id, version, draft) => {
    const body = { version, ...templateOf(draft) };
    return { ...(await client.campaignTemplates.update({ params: { id }, body })), ...NO_PROFILE };
  },
  delete: (id) => client.campaignTemplates.delete({ params: { id } }),
};

/** A template names no profile. */
function templateOf({ name, ruleIds, suppressionListIds, timezoneSource, campaignHours }: ObjectDraft) {
  return { name, ruleIds, suppressionListIds, timezoneSource, campaignHours };
}

const GROUPS: ObjectKind = {
  kind: 'campaign-groups',
  entity: 'campaign-group',
  hasClock: true,
  hasProfile: true,
  list: (query) => client.campaignGroups.list({ query }),
  get: (id) => client.campaignGroups.get({ params: { id } }),
  create: (draft, templateId) => client.campaignGroups.create({ body: { ...draft, templateId } }),
  update: (id, version, draft) =>
    client.campaignGroups.update({ params: { id }, body: { version, ...draft } }),
  delete: (id) => client.campaignGroups.delete({ params: { id } }),
};

/** The kinds of campaign objects. */
export const OBJECT_KINDS: readonly ObjectKind[] = [PROFILES, TEMPLATES, GROUPS];
/** Campaign groups, by themselves: what campaigns belong to. */
export const CAMPAIGN_GROUPS = GROUPS;
/** Campaign templates, which groups are made from. */
export const CAMPAIGN_TEMPLATES = TEMPLATES;
/** Dialing profiles, which groups share. */
export const DIALING_PROFILES = PROFILES;

/** A new object that says nothing yet. */
export const NEW_OBJECT: ObjectDraft = {
  name: '',
  ruleIds: [],
  suppressionListIds: [],
  ...NO_CLOCK,
  ...NO_PROFILE,
};

/** A copy to be edited: of an object that is there, under a name of its own. */
export function copyOf(stored: StoredObject): ObjectDraft {
  return { ...draftOf(stored), name: texts.objects.copyOf(stored.name) };
}

/** What of an object is edited. */
export function draftOf(object: ObjectDraft): ObjectDraft {
  const { name, ruleIds, suppressionListIds, timezoneSource, campaignHours, dialingProfileId } = object;
  return { name, ruleIds, suppressionListIds, timezoneSource, campaignHours, dialingProfileId };
}
