import { Type, type Static } from 'typebox';
import { strictObject, versionSchema } from '../schema-parts.ts';
import { newPickFields, objectEndpoints, objectNameSchema, storedObjectFields } from './campaign-objects.ts';

/** A profile as it is created. */
const newDialingProfileSchema = strictObject(
  { name: objectNameSchema, ...newPickFields },
  {
    title: 'NewDialingProfile',
    description: 'The ids are those of the optional rules and lists that it picks (S5).',
  },
);
/** A profile as it is created. */
export type NewDialingProfileJson = Static<typeof newDialingProfileSchema>;

/** A change: fields that are left out stay. */
const dialingProfileChangeSchema = strictObject(
  { version: versionSchema, name: Type.Optional(objectNameSchema), ...newPickFields },
  { title: 'DialingProfileChange' },
);
/** A change of a profile. */
export type DialingProfileChangeJson = Static<typeof dialingProfileChangeSchema>;

const dialingProfileSchema = strictObject(storedObjectFields, { title: 'DialingProfile' });

/** The routes of dialing profiles. A change holds for every request of every group that names the profile from the answer on. */
export const dialingProfileEndpoints = objectEndpoints(
  { path: 'dialing-profiles', one: 'dialing profile', many: 'dialing profiles', title: 'DialingProfile' },
  { created: newDialingProfileSchema, change: dialingProfileChangeSchema, stored: dialingProfileSchema },
  { created: { name: 'Mobile numbers' }, change: { version: 1, ruleIds: [] } },
);
