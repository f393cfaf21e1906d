import { endpoints } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { Treatment } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { createTreatment, updateTreatment } from '../../commands/save-treatment.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of treatments. */
export function registerTreatments({ route }: Router, parts: Parts): void {
  const { treatments } = endpoints;
  const { store } = parts;
  route(treatments.create, async ({ body, caller }) =>
    answer(201, treatmentJson(await createTreatment(parts, caller, body))),
  );
  route(treatments.list, async ({ query, caller }) => {
    const page = await store.treatments.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, treatmentJson));
  });
  route(treatments.get, async ({ params, caller }) => {
    const treatment = await store.treatments.get(caller.organizationId, params.id);
    return answer(200, treatmentJson(found(treatment, 'treatment')));
  });
  route(treatments.update, async ({ params, body, caller }) =>
    answer(200, treatmentJson(await updateTreatment(parts, caller, params.id, body))),
  );
  route(treatments.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.treatments.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
}

function treatmentJson({ at, createdAt, updatedAt, ...treatment }: Treatment) {
  return {
    ...treatment,
    at: instantOrNull(at),
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}
