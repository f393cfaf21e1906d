import { Type, type Static } from 'typebox';
import { idSchema, nullable, strictObject, versionSchema } from '../schema-parts.ts';
import {
  campaignHoursSchema,
  newPickFields,
  OBJECT_SAVE_ERRORS,
  objectEndpoints,
  objectNameSchema,
  storedObjectFields,
  timezoneSourceSchema,
} from './campaign-objects.ts';

const dialingProfileIdSchema = {
  ...nullable(idSchema),
  description: 'The profile whose rules and lists apply too, as they are at each request (S5).',
};

/** A group as it is created. */
export const newCampaignGroupSchema = strictObject(
  {
    name: objectNameSchema,
    templateId: Type.Optional({
      ...nullable(idSchema),
      description:
        'The template that it is made from: rules, lists, hours and timezone source are copied, except those that the request gives itself. Later changes of the template do not reach the group.',
    }),
    timezoneSource: Type.Optional(timezoneSourceSchema),
    campaignHours: Type.Optional(campaignHoursSchema),
    dialingProfileId: Type.Optional(dialingProfileIdSchema),
    ...newPickFields,
  },
  {
    title: 'NewCampaignGroup',
    description: 'The ids are those of the optional rules and lists that it picks (S5).',
  },
);
/** A group as it is created. */
export type NewCampaignGroupJson = Static<typeof newCampaignGroupSchema>;

/** A change: fields that are left out stay. */
export const campaignGroupChangeSchema = strictObject(
  {
    version: versionSchema,
    name: Type.Optional(objectNameSchema),
    timezoneSource: Type.Optional(timezoneSourceSchema),
    campaignHours: Type.Optional(campaignHoursSchema),
    dialingProfileId: Type.Optional(dialingProfileIdSchema),
    ...newPickFields,
  },
  { title: 'CampaignGroupChange' },
);
/** A change of a group. */
export type CampaignGroupChangeJson = Static<typeof campaignGroupChangeSchema>;

/** What a request belongs to: it picks optional rules and lists, has hours of its own, and says where zones come from. */
export const campaignGroupSchema = strictObject(
  {
    ...storedObjectFields,
    timezoneSource: timezoneSourceSchema,
    campaignHours: campaignHoursSchema,
    dialingProfileId: dialingProfileIdSchema,
    templateId: {
      ...nullable(idSchema),
      description: 'The template that it was made from; that one may have changed or gone since.',
    },
  },
  { title: 'CampaignGroup' },
);

/** The routes of campaign groups. */
export const campaignGroupEndpoints = objectEndpoints(
  { path: 'campaign-groups', one: 'campaign group', many: 'campaign groups', title: 'CampaignGroup' },
  { created: newCampaignGroupSchema, change: campaignGroupChangeSchema, stored: campaignGroupSchema },
  {
    created: {
      name: 'Early stage',
      timezoneSource: 'contact-and-device',
      campaignHours: {
        timezoneSource: 'device',
        times: { everyDay: [{ start: '10:00', end: '18:00' }] },
      },
    },
    change: { version: 1, timezoneSource: 'device' },
  },
  [...OBJECT_SAVE_ERRORS, 'hours_invalid', 'dialing_profile_unknown', 'campaign_template_unknown'],
);
