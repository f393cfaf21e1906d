import { Type, type Static } from 'typebox';
import { strictObject, versionSchema } from '../schema-parts.ts';
import {
  campaignHoursSchema,
  newPickFields,
  OBJECT_SAVE_ERRORS,
  objectEndpoints,
  objectNameSchema,
  storedObjectFields,
  timezoneSourceSchema,
} from './campaign-objects.ts';

const newClockFields = {
  timezoneSource: Type.Optional(timezoneSourceSchema),
  campaignHours: Type.Optional(campaignHoursSchema),
};

/** A template as it is created. */
const newCampaignTemplateSchema = strictObject(
  { name: objectNameSchema, ...newClockFields, ...newPickFields },
  {
    title: 'NewCampaignTemplate',
    description: 'What campaign groups that are made from it get a copy of (S5).',
  },
);
/** A template as it is created. */
export type NewCampaignTemplateJson = Static<typeof newCampaignTemplateSchema>;

/** A change: fields that are left out stay. */
const campaignTemplateChangeSchema = strictObject(
  { version: versionSchema, name: Type.Optional(objectNameSchema), ...newClockFields, ...newPickFields },
  { title: 'CampaignTemplateChange' },
);
/** A change of a template. */
export type CampaignTemplateChangeJson = Static<typeof campaignTemplateChangeSchema>;

const campaignTemplateSchema = strictObject(
  { ...storedObjectFields, timezoneSource: timezoneSourceSchema, campaignHours: campaignHoursSchema },
  { title: 'CampaignTemplate' },
);

/** The routes of campaign templates. A change reaches no group that was made before. */
export const campaignTemplateEndpoints = objectEndpoints(
  {
    path: 'campaign-templates',
    one: 'campaign template',
    many: 'campaign templates',
    title: 'CampaignTemplate',
  },
  {
    created: newCampaignTemplateSchema,
    change: campaignTemplateChangeSchema,
    stored: campaignTemplateSchema,
  },
  {
    created: { name: 'Working hours', timezoneSource: 'contact-then-device' },
    change: { version: 1, campaignHours: null },
  },
  [...OBJECT_SAVE_ERRORS, 'hours_invalid'],
);
