import { endpoints, permissionProblem } from '@tact/api';
import { formatInstant, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { Backtest } from '@tact/store';
import type { BacktestRunner } from '../../backtest/backtest-runner.ts';
import { changeJson } from '../../backtest/change-json.ts';
import { readProposal } from '../../backtest/read-proposal.ts';
import type { BacktestState } from '../../backtest/run-backtest.ts';
import { EMPTY_TALLY } from '../../backtest/tally.ts';
import type { BacktestPlan } from '../../backtest/walk-range.ts';
import { CommandError, found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { follow, isUnderWay } from '../../http/follow.ts';
import { answer, type Router } from '../../http/router.ts';
import type { Sender } from '../../http/sender.ts';
import { reportPeriod } from '../../proof/report-period.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** How often a followed backtest is looked at, milliseconds. */
const LOOK_EVERY_MS = 500;

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
    follow({
      event: 'backtest',
      first: await find(organizationId, params.id),
      read: () => store.backtests.get(organizationId, params.id),
      json: (one) => backtestJson(one, seesContacts(sender)),
      goesOn: isUnderWay,
      everyMs: LOOK_EVERY_MS,
      isStopping,
    }),
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
