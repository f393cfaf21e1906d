import type { CampaignHours, TimezoneSource } from '@tact/engine';
import { campaignObjectPort, type ObjectKind } from './campaign-object-port.ts';
import type { Database } from './database.ts';
import type {
  CampaignClock,
  CampaignGroupFields,
  CampaignGroupPort,
  CampaignTemplateFields,
  CampaignTemplateId,
  CampaignTemplatePort,
  DialingProfileFields,
  DialingProfileId,
  DialingProfilePort,
} from './ports.ts';

/** Campaign groups, with the optional rules and lists that they have picked (S5). */
export function campaignGroupPort(database: Database): CampaignGroupPort {
  return campaignObjectPort(database, CAMPAIGN_GROUPS);
}

/** Dialing profiles: picks that apply to every group which names the profile. */
export function dialingProfilePort(database: Database): DialingProfilePort {
  return campaignObjectPort(database, DIALING_PROFILES);
}

/** Campaign templates: what a group is made from, once. */
export function campaignTemplatePort(database: Database): CampaignTemplatePort {
  return campaignObjectPort(database, CAMPAIGN_TEMPLATES);
}

const CAMPAIGN_GROUPS: ObjectKind<CampaignGroupFields> = {
  entity: 'campaign-group',
  words: 'campaign group',
  table: 'campaign_groups',
  picks: {
    rules: 'campaign_group_rules',
    lists: 'campaign_group_lists',
    validations: 'campaign_group_validations',
    column: 'campaign_group_id',
  },
  decides: true,
  columnsOf: ({ dialingProfileId = null, templateId = null, ...clock }) => ({
    ...clockColumns(clock),
    dialing_profile_id: dialingProfileId,
    template_id: templateId,
  }),
  fieldsOf: (row) => ({
    ...clockOf(row),
    dialingProfileId: row['dialing_profile_id'] as DialingProfileId | null,
    templateId: row['template_id'] as CampaignTemplateId | null,
  }),
};

const DIALING_PROFILES: ObjectKind<DialingProfileFields> = {
  entity: 'dialing-profile',
  words: 'dialing profile',
  table: 'dialing_profiles',
  picks: {
    rules: 'dialing_profile_rules',
    lists: 'dialing_profile_lists',
    validations: 'dialing_profile_validations',
    column: 'dialing_profile_id',
  },
  decides: true,
  namedBy: 'dialing_profile_id',
  columnsOf: () => ({}),
  fieldsOf: () => ({}),
};

const CAMPAIGN_TEMPLATES: ObjectKind<CampaignTemplateFields> = {
  entity: 'campaign-template',
  words: 'campaign template',
  table: 'campaign_templates',
  picks: {
    rules: 'campaign_template_rules',
    lists: 'campaign_template_lists',
    validations: 'campaign_template_validations',
    column: 'campaign_template_id',
  },
  // Nothing is decided by a template: groups have copies of it (S5).
  decides: false,
  columnsOf: clockColumns,
  fieldsOf: clockOf,
};

function clockColumns({ timezoneSource = null, campaignHours = null }: Partial<CampaignClock>) {
  return {
    timezone_source: timezoneSource,
    campaign_hours: campaignHours === null ? null : JSON.stringify(campaignHours),
  };
}

/** A campaign's clock as its columns hold it. */
export function clockOf(row: Readonly<Record<string, unknown>>): CampaignClock {
  return {
    timezoneSource: row['timezone_source'] as TimezoneSource | null,
    campaignHours: row['campaign_hours'] as CampaignHours | null,
  };
}
