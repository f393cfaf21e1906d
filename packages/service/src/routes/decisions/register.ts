import { endpoints } from '@tact/api';
import { formatInstant, type ClientId, type Instant } from '@tact/engine';
import type { StoredDecision } from '@tact/store';
import { found } from '../../command-error.ts';
import { ask } from '../../commands/ask.ts';
import { assertRepeatable } from '../../commands/assert-repeatable.ts';
import type { Parts } from '../../commands/context.ts';
import { readInstant } from '../../commands/read-values.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';
import { answerLines } from './answer-lines.ts';
import { answerJson } from './decision-json.ts';

/** Registers the routes of decisions. */
export function registerDecisions({ route }: Router, parts: Parts): void {
  const { decisions } = endpoints;
  const { store } = parts;
  route(
    decisions.ask,
    async ({ body, query, caller }) =>
      answer(200, answerJson(await ask(parts, caller, body, defaultAt(query.at)), query.verdicts === 'all')),
    ({ query, caller, stream, wantsCsv, requestId, assertStillIn }) => {
      const allVerdicts = query.verdicts === 'all';
      const options = { defaultAt: defaultAt(query.at), allVerdicts, wantsCsv, requestId, assertStillIn };
      return Promise.resolve({
        contentType: wantsCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
        chunks: answerLines(parts, caller, stream, options),
      });
    },
    { restsOnCommit: true, assertRepeatable: (kept, caller) => assertRepeatable(parts, caller, kept) },
  );
  route(decisions.list, async ({ query, caller }) => {
    const filter = {
      clientId: (query.clientId ?? null) as ClientId | null,
      decision: query.decision ?? null,
    };
    const page = await store.decisions.list(caller.organizationId, pageRequest(query), filter);
    return answer(200, pageJson(page, storedJson));
  });
  route(decisions.get, async ({ params, caller }) => {
    const decision = found(await store.decisions.get(caller.organizationId, params.id), 'decision');
    return answer(200, { ...storedJson(decision), record: JSON.parse(decision.record) as unknown });
  });
}

function defaultAt(text: string | undefined): Instant | null {
  return text === undefined ? null : readInstant(text, '/at');
}

function storedJson({ id, at, clientId, channel, campaignGroupId, decision, code, ruleset }: StoredDecision) {
  return { id, at: formatInstant(at), clientId, channel, campaignGroupId, decision, code, ruleset };
}
