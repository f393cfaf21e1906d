import { Type, type TSchema } from 'typebox';
import { CHANNELS, DEVICE_POSITION_MAX, DEVICE_TYPES } from '@tact/engine';
import { INSTANT_PATTERN } from './instant.ts';
import { API_LIMITS } from './limits.ts';

/** An object with exactly these fields: an unknown one is refused, because a mistyped `contactOnly` must not pass for its default. */
export function strictObject<Fields extends Record<string, TSchema>>(
  fields: Fields,
  options: { readonly title?: string; readonly description?: string } = {},
) {
  return Type.Object(fields, { ...options, additionalProperties: false });
}

/** The value, or null. */
export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** One of a few words. */
export function oneOf<const Words extends readonly string[]>(words: Words, description?: string) {
  return Type.Unsafe<Words[number]>({
    type: 'string',
    enum: [...words],
    ...(description === undefined ? {} : { description }),
  });
}

/** A text of a bounded length. */
export function text(maxLength: number, description?: string, minLength = 1) {
  return Type.String({ minLength, maxLength, ...(description === undefined ? {} : { description }) });
}

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

/** An id of ours. */
export const idSchema = Type.String({ format: 'uuid', pattern: UUID_PATTERN });

/** An instant, RFC 3339. Answers are always in UTC. */
export const instantSchema = Type.String({
  format: 'date-time',
  pattern: INSTANT_PATTERN,
  examples: ['2026-11-21T02:15:00Z'],
});

/** The edge of a span: a whole day of the organization's zone, or an instant (S22). */
export const spanEdgeSchema = Type.String({
  pattern: `^\\d{4}-\\d{2}-\\d{2}$|${INSTANT_PATTERN}`,
  description:
    'A day as `YYYY-MM-DD` (whole days of the organization’s zone, the last one included), or an instant (its end is out).',
  examples: ['2026-12-31', '2026-11-21T02:15:00Z'],
});

/** A client id: up to 64 characters (seed A12). */
export const clientIdSchema = text(API_LIMITS.clientIdLengthMax, 'Your own key of the contact.');
/** One channel. */
export const channelSchema = oneOf(CHANNELS);
/** All channels, or some of them. */
export const channelsSchema = Type.Union([
  Type.Literal('any'),
  Type.Array(channelSchema, { minItems: 1, maxItems: CHANNELS.length, uniqueItems: true }),
]);
/** What a device is. */
export const deviceTypeSchema = oneOf(DEVICE_TYPES, '`unknown` leaves it to the numbering plan.');
/** The place of a device among its contact's, 1 to 10 (seed A5.2). */
export const devicePositionSchema = Type.Integer({ minimum: 1, maximum: DEVICE_POSITION_MAX });
/** The version of something that can change. */
export const versionSchema = Type.Integer({
  minimum: 1,
  description: 'Grows with every change; a change names the version that it was made on.',
});
/** The name of a time zone; whether there is one is looked up in our own table. */
export const zoneNameSchema = text(64, 'A time zone of the IANA database, such as `America/New_York`.');
/** A country as people write it. */
export const countrySchema = text(64, 'ISO 3166-1 alpha-2, such as `US`, or an English name.');
/** A part of a country as people write it. */
export const regionSchema = text(64, 'ISO 3166-2, such as `US-NY`, the part after the hyphen, or a name.');

/** The parameters of every listing. */
export const pageQueryFields = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: API_LIMITS.pageItemsMax,
      default: API_LIMITS.pageItemsDefault,
      description: 'How many items.',
    }),
  ),
  cursor: Type.Optional(text(2_000, '`next` of the page before.')),
};

/** One page of a listing. */
export function pageOf<Item extends TSchema>(item: Item, title: string) {
  return strictObject(
    {
      items: Type.Array(item),
      next: nullable(
        Type.String({ description: 'Send it as `cursor` for the next page; null on the last one.' }),
      ),
    },
    { title },
  );
}

/** The path parameters of a route about one thing. */
export const idParams = strictObject({ id: idSchema });
