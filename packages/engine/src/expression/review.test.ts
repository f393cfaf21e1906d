import { describe, expect, test } from 'vitest';
import { compileExpression, type CompiledExpression, type MissingData } from './compile.ts';
import { wallClock } from './functions.ts';
import { RECORD_FIELDS } from './record-fields.ts';

function reviewed(text: string, missingData: MissingData, knownFields?: readonly string[]): CompiledExpression {
  const known = knownFields === undefined ? undefined : new Set(knownFields);
  const check = compileExpression(text, missingData, known);
  if (!check.ok) throw new Error(JSON.stringify(check.problems));
  return check.expression;
} // prettier-ignore

/** The places of a negation, each as `line:column what`. */
function negatedIn(text: string): readonly string[] {
  return reviewed(text, 'undefined').negatedReads.map(
    ({ line, column, what }) => `${line}:${column} ${what}`,
  );
}

/** The warnings, each as `line:column sentence`. */
function warningsOf(text: string, knownFields?: readonly string[]): readonly string[] {
  return reviewed(text, 'block', knownFields).warnings.map(({ line, column, sentence }) => `${line}:${column} ${sentence}`);
} // prettier-ignore

describe('what would count as true where it is missing stands under a negation:', () => {
  test.each<[text: string, ...places: string[]]>([
    ['!$a', '1:2 $a'],
    ['!($a > 3)', '1:3 $a'],
    ['!($a == CA && $b > 1)', '1:3 $a', '1:15 $b'],
    ['!($a == CA || $b > 1)', '1:3 $a', '1:15 $b'],
    ['$a != CA', '1:1 $a'],
    ['CA != $a', '1:7 $a'],
    ['$a !== CA', '1:1 $a'],
    ['$a != $b', '1:1 $a', '1:7 $b'],
    ['$a > 3 && $b != TX', '1:11 $b'],
    ['true &&\n  !$a', '2:4 $a'],
    ['![CA, TX].includes($a)', '1:20 $a'],
    ['![$a, TX].includes(CA)', '1:3 $a'],
    ['!$a.startsWith(C)', '1:2 $a'],
    ['!CA.includes($a)', '1:14 $a'],
    ['!($a.length > 2)', '1:3 $a'],
    ['!`${$a}`.includes(x)', '1:5 $a'],
    ['!Boolean($a)', '1:10 $a'],
    ['!(Math.max($a, 1) > 3)', '1:12 $a'],
    ['!(-$a > 3)', '1:4 $a'],
    ['!($a * 2 > 3)', '1:3 $a'],
    ['isNaN($a)', '1:7 $a'],
    ['!(isNaN(1) || !(2 > $a + 1) || $b > 3)', '1:32 $b'],
    ['($a > 3) == false', '1:2 $a'],
    ['false === ($a > 3)', '1:12 $a'],
    ['($a > 3) != true', '1:2 $a'],
    ['$a != true', '1:1 $a'],
    ['$a != false', '1:1 $a'],
    ['$a > 3 ? false : true', '1:1 $a'],
    ['$a > 3 ? false : $b > 1', '1:1 $a'],
    ['$a > 3 ? $b > 1 : true', '1:1 $a'],
    ['!(1 > 2 ? $a == 1 : $b == 1)', '1:11 $a', '1:21 $b'],
    ['[CA, TX].indexOf($a) == -1', '1:18 $a'],
    ['[CA, TX].indexOf($a) === -1', '1:18 $a'],
    ['[CA, TX].indexOf($a) < 0', '1:18 $a'],
    ['0 > [CA, TX].indexOf($a)', '1:22 $a'],
    ['-1 >= [CA, TX].indexOf($a)', '1:24 $a'],
    ['!([CA, TX].indexOf($a) >= 0)', '1:20 $a'],
    ['State() != CA', '1:1 State()'],
    ['!HasOptedIn(SMS)', '1:2 HasOptedIn()'],
    ['Weekday() !== Sunday && DaysSinceLastConversation() > 3', '1:1 Weekday()'],
    ['!(DaysSinceLastConversation() < 7)', '1:3 DaysSinceLastConversation()'],
    ['!($state ?? $a)', '1:13 $a'],
    ['!($a && $b)', '1:3 $a', '1:9 $b'],
    ['$a && !($a > 1)', '1:9 $a'],
    ['$a ? false : true', '1:1 $a'],
    ['HasOptedIn() != false', '1:1 HasOptedIn()'],
    ['[CA].indexOf($a) != $b', '1:21 $b'],
  ])('%s', (text, ...places) => {
    expect(negatedIn(text)).toEqual(places);
  }); // prettier-ignore

  test.each([
    'true', '$a', '$a > 3', '$a == CA', '!!$a', '!($a != CA)', '!(!($a > 3))', '$a == false', 'false == $a', '$a == true',
    '($a > 3) == true', '($a > 3) != false', '[CA].includes($a)', '[CA].indexOf($a) >= 0', '[CA].indexOf($a) > -1', '[CA].indexOf($a) != -1',
    '-1 !== [CA].indexOf($a)', '[CA].indexOf($a) == 0', '0 <= [CA].indexOf($a)', '!isNaN($a)', '$a > 3 ? true : false', '$a > 3 ? $b > 1 : $c > 1', '!($a > 3 ? false : true)',
    '[CA].indexOf($a) == +1', '[CA].includes($a) == -1', '[CA].indexOf($a) == !1', 'HasOptedIn() == false', '[CA].indexOf($a) == $c',
    '!(AttemptsOnDevice(24H, [Answer]) > 3)', '!(new Date().getHours() < 8)', '!(true && CA == TX)', 'HasOptedIn()',
    '$a != null', '$a !== undefined', 'null != $a', '!($a == null)', '!($a ?? false)', '!(typeof $a == x)', 'typeof $a != x',
    '!(($a || $b) == null)', '!((1 > 2 ? $a : $b) == null)', '!(Math.abs(1) > 2)',
    // Its writer has thought of it.
    '$a != null && !($a > 3)', '!($a > 3) || $a == undefined', 'typeof $a == number && $a != 3', 'State() != null && State() != CA', '($a ?? 0) > 1 || !$a',
  ])('nothing in %s', (text) => {
    expect(negatedIn(text)).toEqual([]);
  }); // prettier-ignore

  const SENTENCE =
    'may have no value, and under this negation that counts as true; test for it with `!= null`, or let missing data block';

  test('it is warned of where evaluation goes on without a value', () => {
    const { warnings, negatedReads } = reviewed('$b > 1 && !($a == CA)', 'undefined');
    expect(warnings).toEqual([{ line: 1, column: 13, sentence: `\`$a\` ${SENTENCE}` }]);
    expect(negatedReads).toEqual([{ line: 1, column: 13, what: '$a' }]);
  });

  test('it is told, and not warned of, where missing data blocks', () => {
    const { warnings, negatedReads } = reviewed('$b > 1 && !($a == CA)', 'block');
    expect(warnings).toEqual([]);
    expect(negatedReads).toEqual([{ line: 1, column: 13, what: '$a' }]);
  });
});

describe('a negation is found by its places, and by asking: a rule without negated reads never passes for want of data', () => {
  // Every read is of `$a` or `$b`, which have no value.
  test.each([
    '$a > 3', '$a == CA && $b > 1', '!!$a', '($a > 3) == true', '[CA].indexOf($a) > -1', '!isNaN($a)', '$a > 3 ? true : false', '!($a != CA)',
    '!($a > 3)', '$a != CA', 'isNaN($a)', '[CA].indexOf($a) < 0', '($a > 3) == false', '$a > 3 ? false : true', '$a != true', '![CA].includes($a)',
  ])('%s', (text) => {
    const { negatedReads, evaluate } = reviewed(text, 'undefined');
    const passes = evaluate({
      field: () => undefined,
      attempts: () => 0,
      zone: null,
      clock: () => wallClock(0, 0),
    });
    expect(passes).toBe(negatedReads.length > 0);
  }); // prettier-ignore
});

describe('a field that no contact has is warned of', () => {
  const KNOWN = ['balance', 'Other15', 'vip'];
  const sentence = (field: string, hint: string) => `no contact has a field \`$${field}\`; ${hint}`;
  const NONE = 'the guide lists those of every record';

  test.each<[text: string, ...warnings: string[]]>([
    ['$balance > 100'],
    ['$Other15 == x || $vip == 1'],
    ['$c_state_code == CA && $daily_from > 1'],
    ['$c_client_id == x && $c_tz_uid == y'],
    ['$balanse > 100', `1:1 ${sentence('balanse', 'is `$balance` meant?')}`],
    ['$vip == 1 &&\n  $Balance > 100', `2:3 ${sentence('Balance', 'is `$balance` meant?')}`],
    ['$Other16 == x', `1:1 ${sentence('Other16', 'is `$Other15` meant?')}`],
    ['$c_stat_code == CA', `1:1 ${sentence('c_stat_code', 'is `$c_state_code` meant?')}`],
    ['$somethingelse == 1', `1:1 ${sentence('somethingelse', NONE)}`],
    ['typeof $zzz == x', `1:8 ${sentence('zzz', NONE)}`],
    ['$zzz == 1 || $yyy == 1 || $zzz == 2', `1:1 ${sentence('zzz', NONE)}`, `1:14 ${sentence('yyy', NONE)}`],
    ['$constructor == 1', `1:1 ${sentence('constructor', NONE)}`],
  ])('%s', (text, ...warnings) => {
    expect(warningsOf(text, KNOWN)).toEqual(warnings);
  });

  test('not where the names are not given', () => {
    expect(warningsOf('$zzz == 1')).toEqual([]);
  });

  test('where they are given and there are none', () => {
    expect(warningsOf('$zzz == 1', [])).toEqual([`1:1 ${sentence('zzz', NONE)}`]);
  });

  test('the record’s own fields are those of the source product (seed A12)', () => {
    expect(RECORD_FIELDS.size).toBe(43);
    for (const field of RECORD_FIELDS) expect(field).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });
});

describe('a text that is likely to be a mistake is warned of', () => {
  const CALCULATES =
    'calculates, and a bare word is no number; a text with it in the middle stands in quotes';
  const STATE = 'the function gives a code such as `CA`';
  const WEEKDAY = 'the function gives one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday';
  const ZONE = 'the function gives a name in quotes such as `"America/New_York"`';
  const HOUR = 'the function gives a number from 0 to 23';
  const never = (constant: string, values: string) => `this is never \`${constant}\`: ${values}`;

  test.each<[text: string, ...warnings: string[]]>([
    ['$status == past-due', `1:12 \`-\` ${CALCULATES}`],
    ['$zone == America/New_York', `1:10 \`/\` ${CALCULATES}`],
    ['$a == b % 2', `1:7 \`%\` ${CALCULATES}`],
    ['$a == 2 * b', `1:7 \`*\` ${CALCULATES}`],
    ['$a == b ** 2', `1:7 \`**\` ${CALCULATES}`],
    ['$vip == True', '1:9 `True` is a text here; JavaScript writes it `true`'],
    ['$vip == FALSE', '1:9 `FALSE` is a text here; JavaScript writes it `false`'],
    ['$vip != Null', '1:9 `Null` is a text here; JavaScript writes it `null`'],
    ['$vip == Undefined', '1:9 `Undefined` is a text here; JavaScript writes it `undefined`'],
    ['$vip == nan', '1:9 `nan` is a text here; JavaScript writes it `NaN`'],
    ['$vip == INFINITY', '1:9 `INFINITY` is a text here; JavaScript writes it `Infinity`'],
    ['State() == ca', `1:12 ${never('ca', STATE)}`],
    ['California != State()', `1:1 ${never('California', STATE)}`],
    ['State() == "US-CA"', `1:12 ${never('US-CA', STATE)}`],
    ['[CA, Nevada].includes(State())', `1:6 ${never('Nevada', STATE)}`],
    ['Country() == USA', `1:14 ${never('USA', 'the function gives two letters such as `US`')}`],
    ['Weekday() == Sun', `1:14 ${never('Sun', WEEKDAY)}`],
    ['Weekday() === 0', `1:15 ${never('0', WEEKDAY)}`],
    ['[Saturday, sunday].indexOf(Weekday()) < 0', `1:12 ${never('sunday', WEEKDAY)}`],
    ['Zone() == Eastern', `1:11 ${never('Eastern', ZONE)}`],
    ['Zone() == America/New_York', `1:11 \`/\` ${CALCULATES}`],
    ['LocalHour() < 25', `1:15 ${never('25', HOUR)}`],
    ['LocalHour() > 24', `1:15 ${never('24', HOUR)}`],
    ['Zone() == "x America/New_York"', `1:11 ${never('x America/New_York', ZONE)}`],
    ['Zone() == "America/New_York!"', `1:11 ${never('America/New_York!', ZONE)}`],
    ['LocalHour() >= 24', `1:16 ${never('24', HOUR)}`],
    ['LocalHour() == 1000', `1:16 ${never('1000', HOUR)}`],
    ['LocalHour() == "9:00"', `1:16 ${never('9:00', HOUR)}`],
  ])('%s', (text, ...warnings) => {
    expect(warningsOf(text)).toEqual(warnings);
  });

  test.each([
    '$a - $b > 1', 'undefined - 1 > 2', 'LocalHour() + 25 > 30', 'LocalHour() * 100 > 930', '25 - LocalHour() > 3', '$a * 24H > 1', 'NaN - 1 > 2', 'Infinity / 2 > 1', '$a + b == x', '"past" - 1 > 2', '$vip == true', '$vip == undefined', '$vip == Truth',
    'State() == CA', 'State() == "97"', '[CA, NY].includes(State())', 'State() == null', 'Country() != GB', 'Weekday() == Sunday', 'Weekday() != $day', 'Zone() == UTC',
    'Zone() == "America/Argentina/Buenos_Aires"', 'Zone() != "Etc/GMT+3"', 'LocalHour() >= 8 && LocalHour() < 20', 'LocalHour() == 0', 'LocalHour() <= 23', 'LocalHour() == "9"', 'Weekday() == Saturday',
    'DaysSinceLastConversation() > 30', 'HasOptedIn() == true', '[1].includes(Weekday().length)', 'new Date().getDay() == 0', 'State() == undefined',
  ])('not %s', (text) => {
    expect(warningsOf(text)).toEqual([]);
  }); // prettier-ignore

  test('the warnings stand in the order of the text, whatever they are', () => {
    const { warnings } = reviewed('!($a > 1) && $b == past-due && $c != 2', 'undefined');
    expect(warnings.map(({ column }) => column)).toEqual([3, 20, 32]);
  });

  test('the warnings stand in the order of the text', () => {
    expect(warningsOf('Weekday() != Sun &&\n$zzz == past-due && $c', [])).toEqual([
      '1:1 this may be something else than true or false, which would block as an error',
      `1:14 ${never('Sun', WEEKDAY)}`,
      '2:1 no contact has a field `$zzz`; the guide lists those of every record',
      `2:9 \`-\` ${CALCULATES}`,
      '2:21 no contact has a field `$c`; the guide lists those of every record',
    ]);
  });
});

describe('a place that has two codes is warned of where only one of them is named', () => {
  const BOTH = 'name both, or take a location rule, which knows both';
  const PUERTO_RICO = `\`PR\` is a region of \`US\`, too: a postal code of it gives \`US\` and the state \`PR\`, a number \`PR\` and no state; ${BOTH}`;
  const UNITED_STATES = `this leaves out what has a country code of its own beside \`US\` (AS, FM, GU, MH, MP, PR, PW, VI): a number there gives that code; name those that are meant, or take a location rule, which knows both`;
  const STATE = `\`US-PR\` is the country \`PR\`, too: a number of it gives that and no state; ${BOTH}`;

  test.each<[text: string, ...warnings: string[]]>([
    ['Country() == PR', `1:14 ${PUERTO_RICO}`],
    ['"PR" != Country()', `1:1 ${PUERTO_RICO}`],
    ['[GB, PR].includes(Country())', `1:6 ${PUERTO_RICO}`],
    ['$cd_country_code_iso == PR', `1:25 ${PUERTO_RICO}`],
    ['$c_country_code_iso == US', `1:24 ${UNITED_STATES}`],
    ['Country() == US', `1:14 ${UNITED_STATES}`],
    ['Country() == US || Country() == US', `1:14 ${UNITED_STATES}`],
    ['State() == PR', `1:12 ${STATE}`],
    ['$c_state_code == "PR"', `1:18 ${STATE}`],
    ['Country() == AX', `1:14 \`AX\` is a region of \`FI\`, too: a postal code of it gives \`FI\` and the state \`01\`, a number \`AX\` and no state; ${BOTH}`],
  ])('%s', (text, ...warnings) => {
    expect(warningsOf(text)).toEqual(warnings);
  }); // prettier-ignore

  test.each([
    'Country() == PR || Country() == US && State() == PR', '[US, PR].includes(Country())', 'State() == PR || Country() == PR', 'Country() == DE', 'State() == CA', 'State() == "21"', '$region == PR', '$c_state_code == $other',
  ])('not %s', (text) => {
    expect(warningsOf(text)).toEqual([]);
  }); // prettier-ignore
});

describe('what opt-in gives is true or false, where it gives anything (S28)', () => {
  const WARNING = '1:1 this may be something else than true or false, which would block as an error';
  test.each<[text: string, missingData: MissingData, isWarned: boolean]>([
    ['HasOptedIn()', 'block', false],
    ['HasOptedIn()', 'undefined', true],
    ['HasOptedIn() && 1 > 0', 'undefined', true],
    ['HasOptedIn() ?? false', 'block', false],
    ['HasOptedIn() ?? false', 'undefined', false],
    ['HasOptedIn() ?? 1', 'block', true],
    ['(HasOptedIn() && $a > 1) ?? false', 'block', true],
    ['$a ?? false', 'block', true],
    ['HasOptedIn() || false', 'undefined', true],
    ['!HasOptedIn()', 'block', false],
  ])('%s', (text, missingData, isWarned) => {
    const { warnings } = reviewed(text, missingData);
    expect(warnings.map(({ line, column, sentence }) => `${line}:${column} ${sentence}`).includes(WARNING)).toBe(isWarned);
  }); // prettier-ignore
});
