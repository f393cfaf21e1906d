import { setTimeout as sleep } from 'node:timers/promises';
import { endpoints, permissionProblem } from '@tact/api';
import { formatInstant, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { Backtest, Store } from '@tact/store';
import type { BacktestRunner } from '../../backtest/backtest-runner.ts';
import { changeJson } from '../../backtest/change-json.ts';
import { readProposal } from '../../backtest/read-proposal.ts';
import type { BacktestState } from '../../backtest/run-backtest.ts';
import { EMPTY_TALLY } from '../../backtest/tally.ts';
import type { BacktestPlan } from '../../backtest/walk-range.ts';
import { CommandError, found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { answer, type Router } from '../../http/router.ts';
import type { Sender } from '../../http/sender.ts';
import { reportPeriod } from '../../proof/report-period.ts';
import { instantOrNull } from '../jobs/job-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** How often a followed backtest is looked at, milliseconds. */
const LOOK_EVERY_MS = 500;
/** A stream on which nothing happens says so after so long, milliseconds, so that nobody between closes it. */
const SILENCE_MS_MAX = 15_000;

/** Registers the routes of backtests. */
export function registerBacktests(
  { route, streamRoute }: Router,
  {
    store,
    backtests: runner,
    isStopping,
  }: Parts & { readonly backtests: BacktestRunner; readonly isStopping: () => boolean },
): void {
  const { backtests: stated } = endpoints;
  const find = async (organizationId: OrganizationId, id: string) =>
    found(await store.backtests.get(organizationId, id), 'backtest');
  route(stated.create, async ({ body: { from, to, ...json }, caller, sender }) => {
    const { rules } = await store.organizations.get(caller.organizationId);
    const period = reportPeriod(from, to, rules.zone, zoneTable());
    if ('problem' in period) throw new CommandError('instant_invalid', period.problem, { path: '/from' });
    const read = readProposal(json);
    if (!read.ok) {
      const [first] = read.problems;
      throw new CommandError('rule_invalid', first?.sentence ?? 'a rule cannot be used', {
        path: first?.path ?? '/rules',
        problems: read.problems,
      });
    }
    const plan: BacktestPlan = { organizationId: caller.organizationId, ...period, proposal: read.proposal };
    const backtest = await store.backtests.create(caller.organizationId, plan, caller.actor);
    runner.wake();
    return answer(202, backtestJson(backtest, seesContacts(sender)));
  });
  route(stated.list, async ({ query, caller, sender }) => {
    const page = await store.backtests.list(caller.organizationId, pageRequest(query));
    return answer(
      200,
      pageJson(page, (one) => backtestJson(one, seesContacts(sender))),
    );
  });
  route(stated.get, async ({ params, caller, sender }) =>
    answer(200, backtestJson(await find(caller.organizationId, params.id), seesContacts(sender))),
  );
  streamRoute(stated.events, async ({ params, caller: { organizationId }, sender }) =>
    eventsOf(store, organizationId, await find(organizationId, params.id), seesContacts(sender), isStopping),
  );
  route(stated.stop, async ({ params, caller, sender }) => {
    const stopped = await store.backtests.requestStop(caller.organizationId, params.id, caller.actor);
    return answer(200, backtestJson(stopped, seesContacts(sender)));
  });
  route(stated.resume, async ({ params, caller, sender }) => {
    const resumed = await store.backtests.resume(caller.organizationId, params.id, caller.actor);
    runner.wake();
    return answer(200, backtestJson(resumed, seesContacts(sender)));
  });
}

/** Whether a caller may see whom examples are about. */
export function seesContacts({ principal }: Sender): boolean {
  return principal !== null && permissionProblem(principal, 'contacts:read') === undefined;
}

function backtestJson(backtest: Backtest, seesContacts: boolean) {
  const { id, state, isStopping, error, createdAt, startedAt, finishedAt } = backtest;
  const plan = backtest.plan as BacktestPlan;
  const progress = backtest.progress as BacktestState | null;
  return {
    id,
    from: formatInstant(plan.from),
    until: formatInstant(plan.until),
    state,
    isStopping,
    done: backtest.done,
    ...changeJson(progress?.tally ?? EMPTY_TALLY, seesContacts),
    error,
    createdAt: formatInstant(createdAt),
    startedAt: instantOrNull(startedAt),
    finishedAt: instantOrNull(finishedAt),
  };
}

/** The backtest at once, and after each change, until it waits for nobody any more or the service stops. */
async function* eventsOf(
  store: Store,
  organizationId: OrganizationId,
  first: Backtest,
  seesContacts: boolean,
  isStopping: () => boolean,
): AsyncGenerator<string> {
  let backtest: Backtest | undefined = first;
  let told = '';
  let silentMs = 0;
  while (backtest !== undefined) {
    const text = JSON.stringify(backtestJson(backtest, seesContacts));
    if (text !== told) yield `event: backtest\ndata: ${text}\n\n`;
    else if (silentMs >= SILENCE_MS_MAX) yield ': still there\n\n';
    silentMs = text !== told || silentMs >= SILENCE_MS_MAX ? 0 : silentMs + LOOK_EVERY_MS;
    told = text;
    if ((backtest.state !== 'queued' && backtest.state !== 'running') || isStopping()) return;
    await sleep(LOOK_EVERY_MS);
    backtest = await store.backtests.get(organizationId, first.id);
  }
}
