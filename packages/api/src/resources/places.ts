import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { strictObject, zoneNameSchema } from '../schema-parts.ts';

const namedSchema = { code: Type.String(), name: Type.String() };

/** The routes of places: what forms offer to choose from, and what shows an instant on a clock. */
export const placeEndpoints = {
  countries: endpoint({
    method: 'GET',
    path: '/api/v1/places/countries',
    summary: 'List countries and their regions',
    scope: 'organization:read',
    answers: {
      200: strictObject(
        {
          items: Type.Array(strictObject({ ...namedSchema, regions: Type.Array(strictObject(namedSchema)) })),
        },
        { title: 'Countries' },
      ),
    },
  }),
  timeZones: endpoint({
    method: 'GET',
    path: '/api/v1/places/time-zones',
    summary: 'List the names of time zones',
    scope: 'organization:read',
    answers: { 200: strictObject({ items: Type.Array(Type.String()) }, { title: 'TimeZoneNames' }) },
  }),
  timeZone: endpoint({
    method: 'GET',
    path: '/api/v1/places/time-zones/{zone}',
    summary: 'Get the clock of a time zone',
    description: 'With every change of the clock from ten years ago to ten years ahead.',
    scope: 'organization:read',
    params: strictObject({ zone: zoneNameSchema }),
    answers: {
      200: strictObject(
        {
          zone: Type.String(),
          version: Type.String({ description: 'The release of the time zone database.' }),
          startsAtUtcMs: Type.Array(Type.Integer(), {
            description:
              'When each offset begins, milliseconds since 1970, ascending; the first holds for all time before the second too.',
          }),
          offsetsMs: Type.Array(Type.Integer(), { description: 'Local time minus UTC from then on.' }),
        },
        { title: 'TimeZone' },
      ),
    },
    errors: ['zone_unknown'],
  }),
};
