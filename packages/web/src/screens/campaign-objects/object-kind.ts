import type { CampaignHours, TimezoneSource } from '@tact/engine';
import { client } from '../../api/client.ts';
import type { Kept, KeptKind } from '../../parts/kept/kept-kind.ts';
import { without } from '../../parts/kept/without.ts';
import { texts } from '../../texts/screen-texts.ts';

/** What a campaign object is described by; what its kind has not is null. */
export interface ObjectDraft {
  readonly name: string;
  readonly ruleIds: readonly string[];
  readonly suppressionListIds: readonly string[];
  readonly preDialValidationIds: readonly string[];
  readonly timezoneSource: TimezoneSource | null;
  readonly campaignHours: CampaignHours | null;
  readonly dialingProfileId: string | null;
  /** Of a group that is being made: what it is made from. Kept afterwards, and never changed. */
  readonly templateId: string | null;
}

/** A campaign object as it is kept. */
export interface StoredObject extends ObjectDraft, Kept {}

/** One kind of objects that optional rules, lists and pre-dial validations are picked on (seed A2). */
export interface ObjectKind extends KeptKind<StoredObject, ObjectDraft> {
  readonly kind: 'dialing-profiles' | 'campaign-templates' | 'campaign-groups';
  readonly hasClock: boolean;
  readonly hasProfile: boolean;
}

const NO_CLOCK = { timezoneSource: null, campaignHours: null } as const;
const NO_PROFILE = { dialingProfileId: null, templateId: null } as const;

function common(kind: ObjectKind['kind']) {
  return {
    kind,
    path: `/${kind}`,
    area: kind,
    scope: 'campaign-groups:write',
    words: { ...texts.objects[kind], deleteAbout: texts.objects.deleteAbout },
    draftOf,
    copies: 'at-address',
  } as const;
}

const PROFILES: ObjectKind = {
  ...common('dialing-profiles'),
  entity: 'dialing-profile',
  hasClock: false,
  hasProfile: false,
  canUndoDelete: () => true,
  list: async (query) => {
    const { items, next } = await client.dialingProfiles.list({ query });
    return { items: items.map((one) => ({ ...one, ...NO_CLOCK, ...NO_PROFILE })), next };
  },
  get: async (id) => ({
    ...(await client.dialingProfiles.get({ params: { id } })),
    ...NO_CLOCK,
    ...NO_PROFILE,
  }),
  create: async (draft) => ({
    ...(await client.dialingProfiles.create({ body: profileOf(draft) })),
    ...NO_CLOCK,
    ...NO_PROFILE,
  }),
  update: async ({ id }, version, draft) => {
    const body = { version, ...profileOf(draft) };
    return { ...(await client.dialingProfiles.update({ params: { id }, body })), ...NO_CLOCK, ...NO_PROFILE };
  },
  delete: (id) => client.dialingProfiles.delete({ params: { id } }),
};

/** A profile has its picks alone. */
function profileOf({
  name,
  ruleIds,
  suppressionListIds,
  preDialValidationIds,
}: Pick<ObjectDraft, 'name' | 'ruleIds' | 'suppressionListIds' | 'preDialValidationIds'>) {
  return { name, ruleIds, suppressionListIds, preDialValidationIds };
}

const TEMPLATES: ObjectKind = {
  ...common('campaign-templates'),
  entity: 'campaign-template',
  hasClock: true,
  hasProfile: false,
  canUndoDelete: () => true,
  list: async (query) => {
    const { items, next } = await client.campaignTemplates.list({ query });
    return { items: items.map((one) => ({ ...one, ...NO_PROFILE })), next };
  },
  get: async (id) => ({ ...(await client.campaignTemplates.get({ params: { id } })), ...NO_PROFILE }),
  create: async (draft) => ({
    ...(await client.campaignTemplates.create({ body: templateOf(draft) })),
    ...NO_PROFILE,
  }),
  update: async ({ id }, version, draft) => {
    const body = { version, ...templateOf(draft) };
    return { ...(await client.campaignTemplates.update({ params: { id }, body })), ...NO_PROFILE };
  },
  delete: (id) => client.campaignTemplates.delete({ params: { id } }),
};

/** A template names no profile. */
function templateOf({ timezoneSource, campaignHours, ...draft }: ObjectDraft) {
  return { ...profileOf(draft), timezoneSource, campaignHours };
}

// Requests name a group by its id: one that was made again under its name would not be the same.
const GROUPS: ObjectKind = {
  ...common('campaign-groups'),
  entity: 'campaign-group',
  hasClock: true,
  hasProfile: true,
  list: (query) => client.campaignGroups.list({ query }),
  get: (id) => client.campaignGroups.get({ params: { id } }),
  create: (body) => client.campaignGroups.create({ body }),
  // The template is where a group came from, and stays that.
  update: ({ id }, version, draft) =>
    client.campaignGroups.update({ params: { id }, body: { version, ...without(draft, ['templateId']) } }),
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
  preDialValidationIds: [],
  ...NO_CLOCK,
  ...NO_PROFILE,
};

/** A copy to be edited: of an object that is there, under a name of its own. */
export function copyOf(stored: StoredObject): ObjectDraft {
  return { ...draftOf(stored), name: texts.objects.copyOf(stored.name), templateId: null };
}

/** What of an object is edited. */
export function draftOf(object: ObjectDraft): ObjectDraft {
  const { name, ruleIds, suppressionListIds, preDialValidationIds, timezoneSource, campaignHours } = object;
  const { dialingProfileId, templateId } = object;
  return {
    name,
    ruleIds,
    suppressionListIds,
    preDialValidationIds,
    timezoneSource,
    campaignHours,
    dialingProfileId,
    templateId,
  };
}
