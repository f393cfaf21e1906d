import { describe as group, expect, test } from 'vitest';
import { createCheck, readTexts, type Checked } from './check.ts';
import { didYouMean } from './did-you-mean.ts';
import { endpoints } from './endpoints.ts';
import { explain, type Shape } from './explain.ts';
import { questionSchema } from './resources/question.ts';

const checkQuestion = createCheck(questionSchema);
const checkRule = createCheck(endpoints.attemptRules.create.body);
const checkContact = createCheck(endpoints.contacts.create.body);

function problemsOf(check: (value: unknown) => Checked<unknown>, value: unknown) {
  const checked = check(value);
  return checked.valid ? [] : checked.problems.map(({ path, sentence }) => [path, sentence]);
}

const QUESTION = { contact: { clientId: 'A' }, channel: 'call' };

group('a question', () => {
  test.each<[string, unknown, readonly (readonly [string, string])[]]>([
    ['right', QUESTION, []],
    ['no object', [], [['', '`[]` is not right here; give an object with `contact`, `channel`']]],
    ['a missing field', { contact: { clientId: 'A' } }, [['/channel', 'it is missing; give one of `call`, `sms`, `email`, `whatsapp`']]],
    ['a mistyped field', { ...QUESTION, chanel: 'x' }, [['/chanel', '`chanel` is not a field here; did you mean `channel`?']]],
    ['an unknown field', { ...QUESTION, when: 1 }, [['/when', '`when` is not a field here; the fields are `contact`, `device`, `channel`, `accountId`, `campaignGroupId`, `attributes`, `at`']]],
    ['a word that is none', { ...QUESTION, channel: 'fax' }, [['/channel', '`fax` is not right here; give one of `call`, `sms`, `email`, `whatsapp`']]],
    ['the meant one of several shapes', { ...QUESTION, contact: { clientId: 'A', devices: [] } }, [['/contact/devices', 'it has 0 items; give at least 1']]],
    ['a field that no shape has', { ...QUESTION, contact: { clientId: 'A', zone: 'X' } }, [['/contact/devices', 'it is missing; give a list of at least 1']]],
    ['an id that is none', { ...QUESTION, contact: { id: 'x' } }, [['/contact/id', '`x` is not right here; give an id']]],
    ['a number out of range', { ...QUESTION, device: { position: 11 } }, [['/device/position', '`11` is out of range; give a whole number from 1 to 10']]],
    ['no whole number', { ...QUESTION, device: { position: 1.5 } }, [['/device/position', '`1.5` is not right here; give a whole number from 1 to 10']]],
    ['no instant', { ...QUESTION, at: 'tomorrow' }, [['/at', '`tomorrow` is not right here; give an instant such as `2026-11-21T02:15:00Z`']]],
    ['a day that no month has', { ...QUESTION, at: '2026-02-30T00:00:00Z' }, [['/at', '`2026-02-30T00:00:00Z` is not right here; give an instant such as `2026-11-21T02:15:00Z`']]],
    ['an empty text', { ...QUESTION, contact: { clientId: '' } }, [['/contact/clientId', 'it is empty; give a text of 1 to 64 characters']]],
    ['a long text', { ...QUESTION, contact: { clientId: 'x'.repeat(65) } }, [['/contact/clientId', 'it has 65 characters; at most 64 are taken']]],
  ])('%s', (_name, value, problems) => {
    expect(problemsOf(checkQuestion, value)).toEqual(problems);
  }); // prettier-ignore
});

group('a rule', () => {
  const rule = endpoints.attemptRules.create.example as { readonly conditions: object };
  const with_ = (conditions: object) => ({ ...rule, conditions: { ...rule.conditions, ...conditions } });

  test.each<[string, unknown, readonly string[]]>([
    ['right', rule, []],
    ['an unknown unit', with_({ period: { kind: 'rolling', amount: 1, unit: 'hour' } }), ['/conditions/period/unit']],
    ['a field of another kind of period', with_({ period: { kind: 'today', days: 1 } }), ['/conditions/period/days']],
    ['a count below one', with_({ count: 0 }), ['/conditions/count']],
    ['no choice', with_({ channels: [] }), ['/conditions/channels']],
    ['a choice twice', with_({ channels: ['sms', 'sms'] }), ['/conditions/channels']],
    ['two problems', with_({ scope: 'all', direction: 'both' }), ['/conditions/scope', '/conditions/direction']],
    ['a name with other signs', { ...rule, name: 'Né_1 <b>' }, ['/name']],
    ['a name in any script', { ...rule, name: 'Règle-8 数' }, []],
  ])('%s', (_name, value, paths) => {
    expect(problemsOf(checkRule, value).map(([path]) => path)).toEqual(paths);
  }); // prettier-ignore
});

test('attributes are data by name; what would be no data is refused', () => {
  const contact = (text: string) =>
    JSON.parse(`{"clientId":"A","devices":[],"attributes":{${text}}}`) as unknown;
  expect(problemsOf(checkContact, contact('"vip":true,"score":1.5,"note":null'))).toEqual([]);
  expect(problemsOf(checkContact, contact('"__proto__":1')).map(([path]) => path)).toEqual([
    '/attributes/__proto__',
  ]);
  expect(problemsOf(checkContact, contact('"a b":1')).map(([path]) => path)).toEqual(['/attributes/a b']);
  expect(problemsOf(checkContact, contact('"list":[1]')).map(([path]) => path)).toEqual(['/attributes/list']);
});

test('no more problems are told than anybody reads', () => {
  const wrong = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`wrong${index}`, 1]));
  expect(problemsOf(checkQuestion, { ...QUESTION, ...wrong })).toHaveLength(20);
});

/** Read from a text, as it comes: an array of so many arrays, one in another. */
const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
const wide = (fields: number) =>
  Object.fromEntries(Array.from({ length: fields }, (_, index) => [`f${index}`, 1]));

test.each<[string, unknown, string]>([
  ['a short value', { a: [1, 'x', null] }, '`{"a":[1,"x",null]}`'],
  ['a list that fills it', Array.from({ length: 32 }, () => 1), `\`[${'1,'.repeat(31)}…\``],
  ['a long text within', ['x'.repeat(1_000_000)], `\`["${'x'.repeat(61)}…\``],
  ['fifty thousand levels', deep(50_000), `\`${'['.repeat(63)}…\``],
  ['a hundred thousand fields', wide(100_000), '`{"f0":1,"f1":1,"f2":1,"f3":1,"f4":1,"f5":1,"f6":1,"f7":1,"f8":1…`'],
])('what is wrong is quoted up to 64 characters: %s', (_name, value, quoted) => {
  const [[path, sentence] = []] = problemsOf(checkQuestion, { ...QUESTION, channel: value });
  expect([path, sentence]).toEqual(['/channel', `${quoted} is not right here; give one of \`call\`, \`sms\`, \`email\`, \`whatsapp\``]);
}); // prettier-ignore

test('what is deep or wide is explained wherever it stands, and no further than is told', () => {
  for (const value of [deep(50_000), wide(100_000)]) {
    expect(problemsOf(checkQuestion, value).length).toBeGreaterThan(0);
    expect(problemsOf(checkQuestion, { ...QUESTION, contact: value }).length).toBeGreaterThan(0);
    expect(problemsOf(checkRule, { channels: [value, value] }).length).toBeGreaterThan(0);
  }
});

test('no more fields are looked into than are told of', () => {
  let looks = 0;
  const properties = new Proxy<Record<string, Shape>>({}, { ownKeys: () => (looks++, []) });
  const shape = { type: 'object', properties, additionalProperties: false };
  expect(explain(shape, wide(90_000))).toHaveLength(20);
  expect(looks).toBe(20);
});

test.each([
  ['clientid', 'clientId'],
  ['client_id', 'clientId'],
  ['chanel', 'channel'],
  ['form', 'from'],
  ['nothing', undefined],
  ['', undefined],
])('%s means %s', (typed, meant) => {
  expect(didYouMean(typed, ['clientId', 'channel', 'from', 'until'])).toBe(meant);
});

test('texts of a query are read as the schema wants them, and only then', () => {
  const { query } = endpoints.contacts.list;
  expect(readTexts(query, { limit: '5', search: '5' })).toEqual({ limit: 5, search: '5' });
  expect(readTexts(query, { limit: '5x', other: '5' })).toEqual({ limit: '5x', other: '5' });
  expect(readTexts(query, { limit: ['1', '2'] })).toEqual({ limit: ['1', '2'] });
});
