import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.audit;

/** What the audit trail tells of, and what a filter offers: a test holds it against what the service writes. */
export const THINGS: readonly string[] = Object.keys(WORDS.things);

const THING_WORDS = new Map<string, string>(Object.entries(WORDS.things));
const VERB_WORDS = new Map<string, string>(Object.entries(WORDS.verbs));
const ACTION_WORDS = new Map<string, string>(Object.entries(WORDS.actions));
const BASIC = ['create', 'update', 'delete'] as const;

/** Those whose changes have the usual names, and which of these. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  account: [...BASIC, 'import'],
  'api-key': ['create'],
  backtest: ['create', 'stop', 'resume'],
  campaign: BASIC,
  'campaign-group': BASIC,
  'campaign-template': BASIC,
  channel: BASIC,
  'channel-limits': ['update'],
  contact: [...BASIC, 'import'],
  'contact-date': ['create', 'delete'],
  'contact-import': ['stop', 'resume'],
  'contact-list': BASIC,
  'custom-timezone': [...BASIC, 'import'],
  'dialing-profile': BASIC,
  disposition: BASIC,
  job: ['stop', 'resume'],
  'message-template': BASIC,
  organization: ['create', 'update'],
  'pre-dial-validation': BASIC,
  'report-file': ['create', 'stop', 'resume'],
  retention: ['update'],
  rule: BASIC,
  'suppression-list': BASIC,
  treatment: BASIC,
  user: ['create', 'update'],
};

/** Every change that is known by its name, such as `rule.create`. */
export const ACTIONS: readonly string[] = [
  ...ACTION_WORDS.keys(),
  ...Object.entries(USUAL).flatMap(([thing, verbs]) => verbs.map((verb) => `${thing}.${verb}`)),
].toSorted((one, other) => (actionWords(one) < actionWords(other) ? -1 : 1));

/** A kind of thing in words; one that is not known, by its name. */
export function thingWords(thing: string): string {
  return THING_WORDS.get(thing) ?? thing.replaceAll('-', ' ');
}

/** `rule.update` as `Rule changed`. */
export function actionWords(action: string): string {
  const [thing = '', verb = ''] = action.split('.');
  return (
    ACTION_WORDS.get(action) ?? `${thingWords(thing)} ${VERB_WORDS.get(verb) ?? verb.replaceAll('-', ' ')}`
  );
}
