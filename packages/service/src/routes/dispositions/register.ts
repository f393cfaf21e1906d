import { endpoints } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { Disposition } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { createDisposition, updateDisposition } from '../../commands/save-disposition.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of disposition codes. */
export function registerDispositions({ route }: Router, parts: Parts): void {
  const { dispositions } = endpoints;
  const { store } = parts;
  route(dispositions.create, async ({ body, caller }) =>
    answer(201, dispositionJson(await createDisposition(parts, caller, body))),
  );
  route(dispositions.list, async ({ query, caller }) => {
    const page = await store.dispositions.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, dispositionJson));
  });
  route(dispositions.get, async ({ params, caller }) => {
    const disposition = await store.dispositions.get(caller.organizationId, params.id);
    return answer(200, dispositionJson(found(disposition, 'disposition')));
  });
  route(dispositions.update, async ({ params, body, caller }) =>
    answer(200, dispositionJson(await updateDisposition(parts, caller, params.id, body))),
  );
  route(dispositions.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.dispositions.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
}

function dispositionJson({ createdAt, updatedAt, ...disposition }: Disposition) {
  return { ...disposition, createdAt: formatInstant(createdAt), updatedAt: formatInstant(updatedAt) };
}
