import { randomUUID } from 'node:crypto';
import type { CampaignGroupId, CampaignHours, OrganizationId, RuleId, SuppressionListId } from '@tact/engine';
import type { Store } from '../src/index.ts';
import type {
  CampaignTemplateId,
  CustomTimezoneFields,
  DialingProfileId,
  NewCampaignGroup,
  TreatmentFields,
} from '../src/ports.ts';
import { TEST_ACTOR } from './database.ts';
import { validationFields } from './pre-dial-samples.ts';

/** Hours of a campaign. */
export const TEN_TO_SIX: CampaignHours = {
  timezoneSource: 'device',
  times: { everyDay: [{ start: '10:00', end: '18:00' }] },
};

/** A group without picks. */
export function groupFields(name: string, given: Partial<NewCampaignGroup> = {}): NewCampaignGroup {
  return { name, timezoneSource: null, ruleIds: [], suppressionListIds: [], ...given };
}

/** A template without picks. */
export function templateFields(name: string) {
  return { ...groupFields(name), campaignHours: TEN_TO_SIX };
}

/** A dialing profile without picks. */
export function profileFields(name: string) {
  return { name, ruleIds: [], suppressionListIds: [] };
}

/** A line of the timezone map: `1 212`, or `1 212 555`. */
export function timezoneFields(digits: string, zone = 'America/Chicago'): CustomTimezoneFields {
  const [countryCode = '', areaCode = '', exchange = null] = digits.split(' ');
  return { countryCode, areaCode, exchange, zone };
}

/** A treatment that a busy line leads to. */
export function treatmentFields(name: string, given: Partial<TreatmentFields> = {}): TreatmentFields {
  return {
    name,
    callResults: [],
    dispositionCodes: [],
    action: 'none',
    retriesMax: null,
    intervalMinutes: null,
    incrementMinutes: null,
    at: null,
    assignee: null,
    nextAction: 'stop',
    ...given,
  };
}

/** The ids of one of each thing that campaigns are described by. */
export interface CampaignThings {
  readonly profile: DialingProfileId;
  readonly template: CampaignTemplateId;
  readonly groupWithProfile: CampaignGroupId;
  readonly timezone: string;
  readonly disposition: string;
  readonly treatment: string;
  readonly validation: string;
}

/** Makes one of each; the profile and the template have picked the rule and the list, and these and the group the validation. */
export async function addCampaignThings(
  store: Store,
  own: OrganizationId,
  ruleId: RuleId,
  listId: SuppressionListId,
): Promise<CampaignThings> {
  const fields = validationFields('validation', 1);
  const { id: validation } = await store.preDialValidations.create(own, randomUUID(), fields, TEST_ACTOR);
  const preDialValidationIds = [validation];
  const picks = { ruleIds: [ruleId], suppressionListIds: [listId], preDialValidationIds };
  const { id: profile } = await store.dialingProfiles.create(own, { name: 'profile', ...picks }, TEST_ACTOR);
  const { id: template } = await store.campaignTemplates.create(
    own,
    { ...templateFields('template'), ...picks },
    TEST_ACTOR,
  );
  const group = groupFields('with profile', {
    dialingProfileId: profile,
    templateId: template,
    preDialValidationIds,
  });
  const { id: groupWithProfile } = await store.campaignGroups.create(own, group, TEST_ACTOR);
  const { id: timezone } = await store.customTimezones.create(own, timezoneFields('1 800'), TEST_ACTOR, 10);
  const code = { code: 'LATE', name: 'Too late', description: null };
  const { id: disposition } = await store.dispositions.create(own, code, TEST_ACTOR);
  const { id: treatment } = await store.treatments.create(
    own,
    treatmentFields('treatment', { callResults: ['Busy'] }),
    TEST_ACTOR,
  );
  return { profile, template, groupWithProfile, timezone, disposition, treatment, validation };
}
