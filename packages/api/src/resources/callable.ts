import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { channelSchema, idSchema, instantSchema, nullable, oneOf, strictObject } from '../schema-parts.ts';

const closedSchema = strictObject({
  from: instantSchema,
  until: instantSchema,
  rule: Type.String({ description: 'The rule that decides there.' }),
  sentence: Type.String(),
});

/** One region or country, and when its people may be contacted. */
const callableAreaSchema = strictObject(
  {
    code: Type.String({ description: 'ISO 3166-2 of a region, ISO 3166-1 of a country.' }),
    country: Type.String(),
    name: Type.String(),
    zones: Type.Array(Type.String(), { description: 'All of them have to agree.' }),
    state: oneOf(
      ['open', 'closing_soon', 'closed', 'unknown'],
      'At `at`. `closing_soon`: closed within the hour. `unknown` is to be taken for closed.',
    ),
    changesAt: {
      ...nullable(instantSchema),
      description: 'When it opens or closes next; null: not before `until`.',
    },
    open: Type.Array(strictObject({ from: instantSchema, until: instantSchema })),
    closed: Type.Array(closedSchema),
    unknownFrom: nullable(instantSchema),
    contacts: Type.Integer({ minimum: 0, description: 'Contacts of the campaign, or all, who are there.' }),
  },
  { title: 'CallableArea' },
);

/** The routes of what is callable now. */
export const callableEndpoints = {
  find: endpoint({
    method: 'GET',
    path: '/api/v1/callable',
    summary: 'Find which regions or countries may be contacted, for 24 hours',
    description:
      'Decided by the engine for a mobile phone that lies somewhere in the region, whose zones all have to agree, with nothing known of its owner: no attempt, no entry of a list, no opt-out, no attribute. Custom rules that read attributes are left out and named. For planning: each contact is decided by itself.',
    scope: 'decisions:read',
    query: strictObject({
      of: Type.Optional(
        oneOf(
          ['regions', 'countries'],
          '`regions`: the states of the US and the provinces of Canada, where it is left out.',
        ),
      ),
      campaignId: Type.Optional({ ...idSchema, description: 'Its campaign group, channel and contacts.' }),
      campaignGroupId: Type.Optional({ ...idSchema, description: 'Its rules, with all contacts.' }),
      channel: Type.Optional({ ...channelSchema, description: '`call` where it is left out.' }),
      at: Type.Optional({ ...instantSchema, description: 'Now where it is left out.' }),
    }),
    answers: {
      200: strictObject(
        {
          at: instantSchema,
          until: { ...instantSchema, description: '24 hours later.' },
          areas: Type.Array(callableAreaSchema),
          leftOut: Type.Array(Type.String(), {
            description: 'Names of custom rules that read attributes of contacts.',
          }),
          contactsElsewhere: Type.Integer({
            minimum: 0,
            description: 'Contacts whose place is not known, or is none of these.',
          }),
        },
        { title: 'Callable' },
      ),
    },
    errors: ['not_found', 'campaign_group_unknown', 'instant_invalid', 'instant_out_of_range'],
  }),
};
