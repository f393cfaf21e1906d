import { endpoints } from '@tact/api';
import { formatInstant, type AttemptId, type ClientId } from '@tact/engine';
import type { Attempt } from '@tact/store';
import { found } from '../../command-error.ts';
import { assertRepeatable } from '../../commands/assert-repeatable.ts';
import type { Parts } from '../../commands/context.ts';
import { createAttemptImport } from '../../commands/import-attempts.ts';
import { reportResult } from '../../commands/report-result.ts';
import { reserve } from '../../commands/reserve.ts';
import { answer, type Router } from '../../http/router.ts';
import { answerJson } from '../decisions/decision-json.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';
import { importLines } from './import-lines.ts';

/** Registers the routes of attempts. */
export function registerAttempts({ route }: Router, parts: Parts): void {
  const { attempts } = endpoints;
  const { store, clock } = parts;
  route(
    attempts.reserve,
    async ({ body, query, caller }) => {
      const answered = await reserve(parts, caller, body);
      const { id, ...decision } = answerJson(answered, query.verdicts === 'all');
      const { attempt } = answered;
      if (attempt === null) return answer(200, { ...decision, attempt: null, id });
      const held = { id: attempt.id, expiresAt: formatInstant(attempt.expiresAt) };
      return answer(201, { ...decision, attempt: held, id });
    },
    undefined,
    { restsOnCommit: true, assertRepeatable: (kept, caller) => assertRepeatable(parts, caller, kept) },
  );
  route(attempts.list, async ({ query, caller }) => {
    const filter = { clientId: (query.clientId ?? null) as ClientId | null };
    const page = await store.attempts.list(caller.organizationId, pageRequest(query), filter);
    return answer(200, pageJson(page, attemptJson));
  });
  route(attempts.get, async ({ params, caller }) => {
    const attempt = await store.attempts.get(caller.organizationId, params.id as AttemptId);
    return answer(200, attemptJson(found(attempt, 'attempt')));
  });
  route(attempts.report, async ({ params, body, caller }) => {
    const attempt = await reportResult(parts, caller, params.id as AttemptId, body);
    return answer(200, attemptJson(attempt));
  });
  route(attempts.release, async ({ params, caller: { organizationId, actor } }) => {
    const attempt = await store.attempts.release(organizationId, params.id as AttemptId, clock(), actor);
    return answer(200, attemptJson(attempt));
  });
  route(
    attempts.import,
    async ({ body, caller }) => {
      const running = createAttemptImport(parts, caller);
      await running.add(body.attempts.map((value, index) => ({ line: index + 1, value })));
      return answer(200, running.result());
    },
    async ({ stream, caller, assertStillIn }) =>
      answer(200, await importLines(parts, caller, stream, assertStillIn)),
  );
}

function attemptJson({ deviceKey, at, expiresAt, finishedAt, ...attempt }: Attempt) {
  const { country, regions, areaCode, postalCode } = attempt.place;
  return {
    id: attempt.id,
    at: formatInstant(at),
    state: attempt.state,
    expiresAt: instantOrNull(expiresAt),
    finishedAt: instantOrNull(finishedAt),
    clientId: attempt.clientId,
    address: deviceKey,
    devicePosition: attempt.devicePosition,
    accountId: attempt.accountId,
    campaignGroupId: attempt.campaignGroupId,
    channel: attempt.channel,
    direction: attempt.direction,
    callResult: attempt.callResult,
    disposition: attempt.disposition,
    place: { country, regions, areaCode, postalCode },
    decisionId: attempt.decisionId,
    origin: attempt.origin,
  };
}
