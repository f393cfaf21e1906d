import { Type } from 'typebox';
import { ruleKindModules, type LocationRule } from '@tact/engine';
import { ruleEndpoints } from './rules.ts';

const EXAMPLE_LOCATION_RULE = {
  name: 'Not to Quebec',
  required: true,
  priority: 1,
  conditions: {
    determineBy: 'device',
    locations: [{ country: 'CA', region: 'CA-QC' }],
    unknownLocation: 'block',
    devices: 'any',
    deviceTypes: 'any',
  },
};

/** Where not to contact (seed A5, S20). */
export const locationRuleEndpoints = ruleEndpoints(
  'location',
  'LocationRule',
  'locations',
  Type.Unsafe<LocationRule>({ ...ruleKindModules.location.schema, title: 'LocationConditions' }),
  EXAMPLE_LOCATION_RULE,
);
