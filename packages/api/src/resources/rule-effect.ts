import { Type, type TProperties } from 'typebox';
import { RULE_KINDS } from '@tact/engine';
import {
  channelSchema,
  clientIdSchema,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
  strictObject,
} from '../schema-parts.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** Groups that would pick a rule. */
export const groupIdsSchema = Type.Array(idSchema, {
  maxItems: 200,
  uniqueItems: true,
  description: 'Groups that would pick the rule, where it is optional, besides those that had picked it.',
});

const exampleSchema = strictObject(
  {
    id: { ...idSchema, description: 'Of the attempt, or of the decision.' },
    of: oneOf(['attempt', 'blocked-question']),
    at: instantSchema,
    atLocal: Type.String({
      description: 'The clock on the wall there, as `YYYY-MM-DDTHH:MM`; empty where it is not known.',
    }),
    zone: Type.String(),
    clientId: nullable({ ...clientIdSchema, description: 'Null for who may not see contacts.' }),
    device: Type.String({ description: 'Its last digits alone for who may not see contacts.' }),
    channel: channelSchema,
    sentence: Type.String({ description: 'Why it would be blocked; or why it was.' }),
  },
  { title: 'RuleChangeExample' },
);

const changedRuleSchema = strictObject(
  {
    kind: oneOf(RULE_KINDS),
    ruleId: nullable(Type.String()),
    rule: Type.String(),
    change: oneOf(['blocked', 'allowed'], 'What would have been done instead.'),
    count: count('How often this rule makes the difference first.'),
    examples: Type.Array(exampleSchema, { maxItems: 5 }),
  },
  { title: 'RuleChangeCount' },
);

/** What other rules would have changed. */
export const changeFields = {
  attempts: count('Outbound attempts that were looked at.'),
  blockedQuestions: count('Questions that were blocked, and were looked at.'),
  skipped: count('Attempts at instants that the zone table does not know.'),
  blockedMore: count('Attempts that would have been blocked.'),
  allowedMore: count('What was blocked, or made against the rules, and would have been allowed.'),
  rules: Type.Array(changedRuleSchema, {
    description: 'By the first rule that makes the difference, most first.',
  }),
};

const ruleEffectFields = {
  days: Type.Integer(),
  from: instantSchema,
  until: instantSchema,
  isWhole: Type.Boolean({ description: 'False: the time was over before all was looked at.' }),
  share: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'The share of the contacts that was looked at.',
  }),
  ...changeFields,
};

/** What a rule would have changed, as its form shows it. */
export const ruleEffectSchema = strictObject(ruleEffectFields, { title: 'RuleEffect' });

/** What days without contact would have changed, as their dialogs show it. */
export const contactDatesEffectSchema = strictObject(
  {
    ...ruleEffectFields,
    tried: Type.Array(
      strictObject(
        {
          date: Type.String(),
          triedOn: Type.String({
            description:
              'The day that it was tried on: itself where it is over everywhere, else the last such weekday that is.',
          }),
          blocked: count(
            'Attempts of that day that would have been blocked, where no other day blocks them.',
          ),
        },
        { title: 'TriedContactDate' },
      ),
      { description: 'One for each of `dates`, in their order.' },
    ),
  },
  { title: 'ContactDatesEffect' },
);

/** How many days back an effect looks. */
export const effectDaysSchema = Type.Integer({
  minimum: 1,
  maximum: 90,
  default: 30,
  description: 'How many days back from now.',
});

/** What a rule is asked for its effect with, besides its own fields. */
export function effectFields() {
  return {
    replaces: Type.Optional({ ...idSchema, description: 'The rule that it would take the place of.' }),
    campaignGroupIds: Type.Optional(groupIdsSchema),
    days: Type.Optional(effectDaysSchema),
  } satisfies TProperties;
}
