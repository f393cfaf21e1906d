import { endpoints, type PreDialValidationJson } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { PreDialValidation } from '@tact/store';
import type { HttpCaller } from '../../channels/http-call.ts';
import { found } from '../../command-error.ts';
import {
  createPreDialValidation,
  updatePreDialValidation,
  type PreDialParts,
} from '../../commands/save-pre-dial-validation.ts';
import { tryPreDialValidation } from '../../commands/try-pre-dial-validation.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of pre-dial validations. */
export function registerPreDialValidations(
  { route }: Router,
  parts: PreDialParts & { readonly caller: HttpCaller },
): void {
  const { preDialValidations } = endpoints;
  const { store } = parts;
  route(preDialValidations.create, async ({ body, caller }) =>
    answer(201, validationJson(await createPreDialValidation(parts, caller, body))),
  );
  route(preDialValidations.list, async ({ query, caller: { organizationId } }) => {
    const page = await store.preDialValidations.list(organizationId, pageRequest(query));
    return answer(200, pageJson(page, validationJson));
  });
  route(preDialValidations.get, async ({ params, caller: { organizationId } }) => {
    const validation = await store.preDialValidations.get(organizationId, params.id);
    return answer(200, validationJson(found(validation, 'pre-dial validation')));
  });
  route(preDialValidations.update, async ({ params, body, caller }) =>
    answer(200, validationJson(await updatePreDialValidation(parts, caller, params.id, body))),
  );
  route(preDialValidations.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.preDialValidations.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
  route(preDialValidations.test, async ({ params, caller: { organizationId } }) => {
    const validation = await store.preDialValidations.get(organizationId, params.id);
    const tried = tryPreDialValidation(parts, organizationId, found(validation, 'pre-dial validation'));
    return answer(200, await tried);
  });
}

/** INVARIANT: `sealedHeaders` stays here. */
function validationJson(validation: PreDialValidation): PreDialValidationJson {
  const { id, name, required, priority, url, headerNames, timeoutMs, connectionsMax } = validation;
  const { callResult, dispositionCode, version, createdAt, updatedAt } = validation;
  return {
    id,
    name,
    required,
    priority,
    url,
    headerNames: [...headerNames],
    timeoutMs,
    connectionsMax,
    callResult,
    dispositionCode,
    version,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}
