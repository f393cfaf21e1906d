import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { instantSchema, strictObject } from '../schema-parts.ts';

const counted = (description: string) => Type.Integer({ minimum: 0, description });

/** How many hours a forecast has. */
export const forecastHoursSchema = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: API_LIMITS.forecastHoursMax,
    default: 168,
    description: 'From now on.',
  }),
);

/** Who of a list is callable when. */
export const forecastSchema = strictObject(
  {
    from: instantSchema,
    zone: Type.String({ description: 'The organization’s zone, on whose clock `fromLocal` is.' }),
    contacts: counted('Contacts that were looked at; those that are held are left out.'),
    isWhole: Type.Boolean({ description: 'False: the time was over before the whole list was looked at.' }),
    never: counted('Callable in none of the hours.'),
    refused: counted('Of those: without a device that could be asked about.'),
    unknown: counted('It could not be told to the end: a rule looks at a clock finer than minutes.'),
    hours: Type.Array(
      strictObject({
        from: instantSchema,
        fromLocal: Type.String(),
        callable: counted('Contacts that are callable at some time of the hour.'),
      }),
      { description: 'Whole hours of that clock; the first is under way, and what is left of it counts.' },
    ),
  },
  { title: 'Forecast' },
);
