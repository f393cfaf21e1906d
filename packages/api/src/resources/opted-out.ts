import { Type, type Static } from 'typebox';
import { channelsSchema, idSchema, nullable, spanEdgeSchema, strictObject } from '../schema-parts.ts';

/** What a badge says of a contact that is opted out now (seed B3). */
export const optedOutSchema = nullable(
  strictObject(
    {
      channels: channelsSchema,
      since: spanEdgeSchema,
      until: nullable(spanEdgeSchema),
      reason: Type.String(),
      source: Type.String(),
      by: Type.String({ description: 'The id of who recorded it: a user, an API key, a command line.' }),
      byName: nullable(Type.String()),
      optOutId: idSchema,
      count: Type.Integer({ minimum: 1, description: 'How many opt-outs of the contact are in force.' }),
    },
    {
      title: 'OptedOut',
      description:
        'The contact’s own opt-outs that are in force now; null: none. `channels` are those of all of them together; the rest is of the oldest that is for all channels, else of the oldest. Suppression lists, and opt-outs of others on the same device, are not told of here: ask for a decision.',
    },
  ),
);
/** What a badge says. */
export type OptedOutJson = Static<typeof optedOutSchema>;
