import { formatInstant } from '@tact/engine';
import { safeCsvField, type RuleTally, type Tally } from '@tact/service/without-http';
import { counted } from '../counted.ts';

/** How a backtest is written. */
export type BacktestFormat = 'text' | 'json' | 'csv';

/** The writers by format. Each text ends with a line end. */
export const BACKTEST_TEXTS: Readonly<Record<BacktestFormat, (tally: Tally) => string>> = {
  text: textOf,
  json: (tally) => `${JSON.stringify({ ...tally, rules: tally.rules.map(ruleJson) }, null, 2)}\n`,
  csv: csvOf,
};

function textOf({ attempts, blockedQuestions, skipped, blockedMore, allowedMore, rules }: Tally): string {
  const lines = [
    `looked at    ${counted(attempts)} attempts and ${counted(blockedQuestions)} questions that were blocked`,
    ...(skipped === 0 ? [] : [`skipped      ${counted(skipped)}: the zone table does not know their time`]),
    `would block  ${counted(blockedMore)} attempts`,
    `would allow  ${counted(allowedMore)} that were blocked, or made against the rules`,
  ];
  for (const { change, count, kind, rule, examples } of rules) {
    lines.push(
      '',
      `${change === 'blocked' ? 'blocked by' : 'no more blocked by'} ${rule} (${kind}): ${counted(count)}`,
    );
    for (const { at, atLocal, zone, clientId, deviceKey, channel, sentence } of examples) {
      const local = atLocal === '' ? '' : `, ${atLocal} ${zone}`;
      lines.push(`  ${formatInstant(at)}${local}  ${channel} ${clientId} ${deviceKey}`, `    ${sentence}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function ruleJson({ examples, ...rule }: RuleTally) {
  return { ...rule, examples: examples.map((example) => ({ ...example, at: formatInstant(example.at) })) };
}

const COLUMNS = ['change', 'kind', 'rule', 'ruleId', 'count', 'example', 'of', 'atUtc', 'atLocal', 'zone', 'clientId', 'device', 'channel', 'sentence'] as const; // prettier-ignore

/** A line for each example, with the count of its rule. */
function csvOf({ rules }: Tally): string {
  const rows = rules.flatMap(({ change, kind, rule, ruleId, count, examples }) =>
    examples.map((example) => [
      change,
      kind,
      rule,
      ruleId ?? '',
      String(count),
      example.id,
      example.of,
      formatInstant(example.at),
      example.atLocal,
      example.zone,
      example.clientId,
      example.deviceKey,
      example.channel,
      example.sentence,
    ]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(safeCsvField).join(',')}\r\n`).join('');
}
