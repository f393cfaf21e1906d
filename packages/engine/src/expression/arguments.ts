import type { CallExpression, Expression as JavaScriptExpression, SpreadElement } from 'acorn';
import { parseCallResult, type CallResult } from '../call-result.ts';
import { CHANNELS } from '../device.ts';
import { LIMITS } from '../limits.ts';
import { DAY_MS } from '../time/instant.ts';
import type { Counter, OptInChannel } from './surroundings.ts';

/** What is wrong with an argument, and which part of the tree it is. */
export interface ArgumentProblem {
  readonly node: { readonly start: number };
  readonly sentence: string;
}

/** What the constant arguments of a call say, or all that is wrong with them. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ArgumentProblem[] };

/** Reads the arguments of a counter: `(24H)` or `(24H, [Answer, NoAnswer])` (S27). */
export function readCounter(call: CallExpression, on: Counter['on']): Read<Counter> {
  const [period, results, further] = call.arguments;
  if (period?.type !== 'Literal' || typeof period.value !== 'number' || !isCountedOver(period.value)) {
    return wrong(
      period ?? call,
      `a counter counts over a fixed period of at most ${LIMITS.lookBackDaysMax} days, such as \`24H\`, \`30M\` or \`7D\``,
    );
  }
  if (further !== undefined) return wrong(further, 'a counter has a period and a list of call results');
  const periodMs = period.value;
  if (results === undefined) return { ok: true, value: { on, periodMs, results: null } };
  const listed = readResults(results);
  return listed.ok ? { ok: true, value: { on, periodMs, results: listed.value } } : listed;
}

/** Reads the argument of `HasOptedIn(…)`: none, or one channel as a word in any case. */
export function readChannel(call: CallExpression): Read<OptInChannel> {
  const [named, further] = call.arguments;
  if (named === undefined) return { ok: true, value: 'request' };
  const word = wordOf(named)
    ?.toLowerCase()
    .replaceAll(/[\s_-]/g, '');
  const channel = CHANNELS.find((one) => one === word);
  if (channel === undefined || further !== undefined)
    return wrong(further ?? named, 'a channel is one of `Call`, `SMS`, `Email` and `WhatsApp`');
  return { ok: true, value: channel };
}

/** A bare word or a text, as written. */
export function wordOf(node: JavaScriptExpression | SpreadElement | null): string | undefined {
  if (node?.type === 'Identifier') return node.name;
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function readResults(list: JavaScriptExpression | SpreadElement): Read<readonly CallResult[]> {
  // An empty list would count nothing, and a limit that counts nothing allows (S11: at least one).
  if (list.type !== 'ArrayExpression' || list.elements.length === 0)
    return wrong(list, 'call results are listed in brackets: `[Answer, NoAnswer]`');
  const problems: ArgumentProblem[] = [];
  const results: CallResult[] = [];
  for (const item of list.elements) {
    const name = wordOf(item);
    const result = name === undefined ? undefined : parseCallResult(name);
    if (result === undefined)
      problems.push({ node: item ?? list, sentence: `\`${name ?? '…'}\` is not a call result` });
    else results.push(result);
  }
  return problems.length === 0 ? { ok: true, value: results } : { ok: false, problems };
}

function isCountedOver(periodMs: number): boolean {
  return periodMs > 0 && periodMs <= LIMITS.lookBackDaysMax * DAY_MS;
}

function wrong(
  node: { readonly start: number },
  sentence: string,
): { ok: false; problems: ArgumentProblem[] } {
  return { ok: false, problems: [{ node, sentence }] };
}
