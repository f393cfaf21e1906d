import { describe, expect, test } from 'vitest';
import ts from 'typescript';
import type { Decision, Instant, OrganizationId } from '@tact/engine';
import {
  allowedAnswer,
  dispatchOf,
  NO_SIGNAL,
  ORGANIZATION,
  permit,
  stateOf,
} from '../../test/dispatch-samples.ts';
import type { Dispatch, HandOver } from './channel-adapter.ts';
import { permitOf, type Permit } from './permit.ts';
import { refused, unknown, type Provider } from './provider.ts';
import { withPermits } from './with-permits.ts';

const CONFIRMED: HandOver = { state: 'confirmed', providerReference: 'x' };

/** An adapter over a provider that answers as it is told, and what reached it. */
function adapterOf(answer: () => Promise<HandOver> = () => Promise.resolve(CONFIRMED), concurrencyMax = 2) {
  const reached: Dispatch[] = [];
  let isClosed = false;
  const provider: Provider = {
    handOver(dispatch) {
      reached.push(dispatch);
      return answer();
    },
    test: () => Promise.resolve({ works: true, sentence: '' }),
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  };
  const clock = () => Date.now() as Instant;
  const scope = { organizationId: ORGANIZATION, channel: 'sms' as const, concurrencyMax, clock };
  return { adapter: withPermits(provider, scope), reached, isClosed: () => isClosed };
}
const sms = (given: Partial<Dispatch> = {}) => dispatchOf('sms', '+12125550123', given);

describe('a permit', () => {
  test.each([
    ['a blocked answer', { decision: { decision: 'blocked' } as Decision }],
    ['an answer that is not on record', { id: null }],
    ['an answer that holds no attempt', { attempt: null }],
  ])('does not come from %s', (_, given) => {
    expect(permitOf(ORGANIZATION, allowedAnswer(given))).toBeNull();
  });
});

describe('nothing reaches a provider', () => {
  const rows: readonly (readonly [string, string, () => Dispatch])[] = [
    ['without a permit', 'refused permit_missing', () => sms({ permit: undefined as unknown as Permit })],
    ['under one that somebody wrote', 'refused permit_missing', () => sms({ permit: JSON.parse('{"organizationId":"x"}') as Permit })],
    ['under a copy of one', 'refused permit_missing', () => sms({ permit: { ...permit() } })],
    ['under one that has expired', 'refused permit_expired', () => sms({ permit: permit({ attempt: { id: 'a', expiresAt: Date.now() as Instant } }) })],
    ['under one whose decision was made ten seconds ago', 'refused permit_stale', () => sms({ permit: permit({ decision: { decision: 'allowed', at: (Date.now() - 10_000) as Instant } as Decision }) })],
    ['under one of another organization', 'refused permit_of_another', () => sms({ permit: permitOf('x' as OrganizationId, allowedAnswer()) as Permit })],
    ['by another channel', 'refused permit_of_another', () => dispatchOf('call', '+12125550123')],
  ]; // prettier-ignore
  test.each(rows)('%s', async (_, state, dispatch) => {
    const { adapter, reached } = adapterOf();
    expect(stateOf(await adapter.handOver(dispatch(), NO_SIGNAL))).toBe(state);
    expect(reached).toEqual([]);
  });
});

test('a decision of some seconds ago may be acted on; an older one is made anew at once', async () => {
  const decidedAgo = (ms: number) =>
    sms({
      permit: permit({ decision: { decision: 'allowed', at: (Date.now() - ms) as Instant } as Decision }),
    });
  const { adapter } = adapterOf();
  expect(stateOf(await adapter.handOver(decidedAgo(9_000), NO_SIGNAL))).toBe('confirmed');
  expect(await adapter.handOver(decidedAgo(10_000), NO_SIGNAL)).toMatchObject({ retryAfterMs: 0 });
});

describe('a permit is spent', () => {
  test.each([
    ['when the provider took it', () => Promise.resolve(CONFIRMED)],
    ['when nobody knows', () => Promise.resolve(unknown('time'))],
    ['when the provider failed', () => Promise.reject(new Error('x'))],
  ])('%s', async (_, answer) => {
    const { adapter, reached } = adapterOf(answer);
    const dispatch = sms();
    await adapter.handOver(dispatch, NO_SIGNAL);
    expect(stateOf(await adapter.handOver(dispatch, NO_SIGNAL))).toBe('refused permit_spent');
    // A change of the configuration makes another adapter, and not another permit.
    expect(stateOf(await adapterOf().adapter.handOver(dispatch, NO_SIGNAL))).toBe('refused permit_spent');
    expect(reached).toHaveLength(1);
  });

  test('by the first of two at once', async () => {
    const { adapter } = adapterOf();
    const dispatch = sms();
    const done = await Promise.all([
      adapter.handOver(dispatch, NO_SIGNAL),
      adapter.handOver(dispatch, NO_SIGNAL),
    ]);
    expect(done.map(stateOf)).toEqual(['confirmed', 'refused permit_spent']);
  });

  test('and not by a refusal: it surely was not taken', async () => {
    const answers = [refused('busy', 'x', 1), CONFIRMED];
    const { adapter } = adapterOf(() => Promise.resolve(answers.shift() ?? CONFIRMED));
    const dispatch = sms();
    expect(stateOf(await adapter.handOver(dispatch, NO_SIGNAL))).toBe('refused busy');
    expect(stateOf(await adapter.handOver(dispatch, NO_SIGNAL))).toBe('confirmed');
  });
});

test('an adapter that fails gives `unknown`, and never throws', async () => {
  const { adapter } = adapterOf(() => Promise.reject(new Error('x')));
  expect(stateOf(await adapter.handOver(sms(), NO_SIGNAL))).toBe('unknown');
});

test('more than it takes at once are refused, and tried later', async () => {
  const { promise, resolve } = Promise.withResolvers<HandOver>();
  const { adapter } = adapterOf(() => promise, 2);
  const under = [adapter.handOver(sms(), NO_SIGNAL), adapter.handOver(sms(), NO_SIGNAL)];
  expect(await adapter.handOver(sms(), NO_SIGNAL)).toMatchObject({
    code: 'channel_busy',
    retryAfterMs: 1_000,
  });
  resolve(CONFIRMED);
  await Promise.all(under);
  expect(stateOf(await adapter.handOver(sms(), NO_SIGNAL))).toBe('confirmed');
});

test('closing waits for what is under way, and takes nothing more', async () => {
  const { promise, resolve } = Promise.withResolvers<HandOver>();
  const { adapter, isClosed } = adapterOf(() => promise);
  const under = adapter.handOver(sms(), NO_SIGNAL);
  const closed = adapter.close();
  expect(stateOf(await adapter.handOver(sms(), NO_SIGNAL))).toBe('refused channel_closed');
  expect(isClosed()).toBe(false);
  resolve(CONFIRMED);
  await Promise.all([closed, under]);
  expect(isClosed()).toBe(true);
});

describe('the compiler', () => {
  /** What it says of a file beside this one that has these lines. */
  function errorsOf(...lines: readonly string[]): readonly string[] {
    const path = new URL('./compiled-sample.ts', import.meta.url).pathname;
    const config = new URL('../../../../tsconfig.json', import.meta.url).pathname;
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(config, (file) => ts.sys.readFile(file)).config,
      ts.sys,
      new URL('../../../../', import.meta.url).pathname,
    );
    const text = [
      `import type { ChannelAdapter, Dispatch } from './channel-adapter.ts';`,
      `import { permitOf, type Permit } from './permit.ts';`,
      `import type { Answered } from '../deciding/question.ts';`,
      `import type { OrganizationId, Instant } from '@tact/engine';`,
      `declare const adapter: ChannelAdapter; declare const signal: AbortSignal; declare const answer: Answered; declare const id: OrganizationId;`,
      `const rest = { channel: 'sms' as const, address: '', message: { subject: null, text: '', html: null }, delivery: null, idempotencyKey: '' };`,
      ...lines,
      'export const use = [adapter, signal, answer, id, rest, permitOf];',
      'export type Use = [Dispatch, Permit, Instant];',
    ].join('\n');
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (name, target, ...more) =>
      name === path ? ts.createSourceFile(name, text, target) : read(name, target, ...more);
    const program = ts.createProgram(
      [path],
      { ...options, noEmit: true, skipLibCheck: true, types: ['node'] },
      host,
    );
    const file = program.getSourceFile(path);
    return ts
      .getPreEmitDiagnostics(program, file)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  }

  test('lets a dispatch through that has a permit of an answer', { timeout: 60_000 }, () => {
    expect(
      errorsOf(
        'const permit = permitOf(id, answer);',
        'if (permit !== null) void adapter.handOver({ permit, ...rest }, signal);',
      ),
    ).toEqual([]);
  });

  test.each([
    ['without a permit', 'void adapter.handOver(rest, signal);', /Property 'permit' is missing/],
    [
      'with an answer that may give none',
      'void adapter.handOver({ permit: permitOf(id, answer), ...rest }, signal);',
      /'null' is not assignable to type 'Permit'/,
    ],
    [
      'with a permit that somebody wrote',
      `const permit: Permit = { organizationId: id, decisionId: '', attemptId: '', expiresAt: 0 as Instant, staleAt: 0 as Instant };`,
      /\[MADE_HERE\]' is missing/,
    ],
  ])('refuses one %s', { timeout: 60_000 }, (_, line, error) => {
    expect(errorsOf(line).join('\n')).toMatch(error);
  });
});
