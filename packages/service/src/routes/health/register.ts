import { endpoints } from '@tact/api';
import { readinessOf, type ReadinessParts } from '../../http/readiness.ts';
import { answer, type Router } from '../../http/router.ts';

/** Registers what an orchestrator asks. Neither route needs a key; neither tells anything of an organization. */
export function registerHealth({ route }: Router, parts: ReadinessParts): void {
  route(endpoints.health.health, () =>
    Promise.resolve(answer(200, { status: parts.isStopping() ? 'stopping' : 'running' })),
  );
  route(endpoints.health.ready, async () => {
    const body = await readinessOf(parts);
    return body.ready ? answer(200, body) : answer(503, body);
  });
}
