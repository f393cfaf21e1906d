import { endpoints } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { StoredCustomTimezone } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { createCustomTimezone, updateCustomTimezone } from '../../commands/save-custom-timezone.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';
import { importCsv } from './import-csv.ts';

/** Registers the routes of the custom timezone map. */
export function registerCustomTimezones({ route }: Router, parts: Parts): void {
  const { customTimezones } = endpoints;
  const { store } = parts;
  route(customTimezones.create, async ({ body, caller }) =>
    answer(201, lineJson(await createCustomTimezone(parts, caller, body))),
  );
  route(customTimezones.list, async ({ query, caller }) => {
    const page = await store.customTimezones.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, lineJson));
  });
  route(customTimezones.get, async ({ params, caller }) => {
    const line = await store.customTimezones.get(caller.organizationId, params.id);
    return answer(200, lineJson(found(line, 'custom timezone')));
  });
  route(customTimezones.update, async ({ params, body, caller }) =>
    answer(200, lineJson(await updateCustomTimezone(parts, caller, params.id, body))),
  );
  route(customTimezones.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.customTimezones.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
  route(customTimezones.import, async ({ body, caller }) =>
    answer(200, await importCsv(parts, caller, body)),
  );
}

function lineJson({ zone, createdAt, updatedAt, ...line }: StoredCustomTimezone) {
  return {
    ...line,
    timezone: zone,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}
