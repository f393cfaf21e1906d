import {
  API_LIMITS,
  contactFileChangeSchema,
  createCheck,
  endpoints,
  type Endpoints,
  type QueryOf,
} from '@tact/api';
import type { OrganizationId } from '@tact/engine';
import { pagesOf, type ContactImport, type ContactImportBadRow, type Store } from '@tact/store';
import { CommandError, found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import {
  beginContactImport,
  previewContactImport,
  rowSettingsOf,
  settledContactPlan,
} from '../../commands/import-contacts.ts';
import { bringsAccounts, type ContactFileChange } from '../../contact-files/contact-file-plan.ts';
import { safeCsvField } from '../../csv-field.ts';
import { follow, isUnderWay } from '../../http/follow.ts';
import { assertPermitted } from '../../http/let-in.ts';
import { answer, type Router } from '../../http/router.ts';
import type { Sender } from '../../http/sender.ts';
import type { ContactImportRunner } from '../../jobs/contact-import-runner.ts';
import { sourceOf } from '../../jobs/spool.ts';
import type { ReceivingParts } from '../file-look.ts';
import { pageJson, pageRequest } from '../page.ts';
import { readPlanChange } from '../read-plan-change.ts';
import { contactImportJson, inspectionJson } from './contact-import-json.ts';

type ImportParts = Parts &
  ReceivingParts & { readonly contactImports: ContactImportRunner; readonly isStopping: () => boolean };

/** How often a followed import is looked at, milliseconds. */
const LOOK_EVERY_MS = 300;

/** Registers the routes of imports of contacts. */
export function registerContactImports(router: Router, parts: ImportParts): void {
  const { route, streamRoute } = router;
  const { contactImports: stated } = endpoints;
  const { store, isStopping } = parts;
  const find = async (organizationId: OrganizationId, id: string) =>
    found(await store.contactImports.get(organizationId, id), 'import of contacts');
  registerFiles(router, parts);
  registerSteps(router, parts);
  route(stated.list, async ({ query, caller }) =>
    answer(
      200,
      pageJson(await store.contactImports.list(caller.organizationId, pageRequest(query)), contactImportJson),
    ),
  );
  route(stated.get, async ({ params, caller }) =>
    answer(200, contactImportJson(await find(caller.organizationId, params.id))),
  );
  streamRoute(stated.events, async ({ params, caller: { organizationId } }) =>
    follow({
      event: 'contact-import',
      first: await find(organizationId, params.id),
      read: () => store.contactImports.get(organizationId, params.id),
      json: contactImportJson,
      goesOn: isUnderWay,
      everyMs: LOOK_EVERY_MS,
      isStopping,
    }),
  );
  route(stated.badRows, async ({ params, query, caller }) => {
    const page = await store.contactImports.badRows(caller.organizationId, params.id, pageRequest(query));
    return answer(200, { items: page.items, next: page.next });
  });
  streamRoute(stated.badRowsCsv, async ({ params, caller: { organizationId } }) => {
    const { id } = await find(organizationId, params.id);
    return badRowsCsv(store, organizationId, id);
  });
}

/** The routes whose body is a file. */
function registerFiles({ fileRoute }: Router, parts: ImportParts): void {
  const { contactImports: stated } = endpoints;
  const { store, spool, look, withRoom, contactImports: runner } = parts;
  fileRoute(stated.inspect, async ({ query, caller: { organizationId }, stream, hasGone }) => {
    const change = changeOf(query);
    const settings = await rowSettingsOf(parts, organizationId, query.defaultCountry);
    return withRoom(organizationId, async () => {
      const file = await spool.receive(stream, API_LIMITS.fileBytesMax);
      try {
        const source = await sourceOf(spool, file, query.fileName);
        const seen = await look(source, hasGone, (one) =>
          previewContactImport(parts, organizationId, one, settings, change),
        );
        return answer(200, inspectionJson(seen));
      } finally {
        await spool.remove(file.id);
      }
    });
  });
  fileRoute(stated.create, async ({ query, caller, sender, stream, assertStillIn }) => {
    const { fileName, contactListId = null } = query;
    const change = changeOf(query);
    const settings = await rowSettingsOf(parts, caller.organizationId, query.defaultCountry);
    await assertContactList(store, caller.organizationId, sender, contactListId);
    return withRoom(caller.organizationId, async () => {
      const file = await spool.receive(stream, API_LIMITS.fileBytesMax);
      try {
        await assertStillIn();
        const source = await sourceOf(spool, file, fileName);
        // Whoever has sent a file may go: its import is begun all the same.
        const plan = await look(
          source,
          () => false,
          (one) => settledContactPlan(one, settings, change),
        );
        if (bringsAccounts(plan)) assertMay(sender, 'accounts:write');
        const { id: fileId, bytes: fileBytes, sha256: fileSha256 } = file;
        const given = { fileId, fileName, fileBytes, fileSha256, plan, contactListId };
        const begun = await beginContactImport(parts, caller, given);
        runner.wake();
        return answer(202, contactImportJson(begun));
      } catch (error) {
        await spool.remove(file.id);
        throw error;
      }
    });
  });
}

/** Stopping, taking up again, taking back. */
function registerSteps({ route }: Router, { store, contactImports: runner }: ImportParts): void {
  const { contactImports: stated } = endpoints;
  const steps = store.contactImports;
  const woken = (one: ContactImport) => {
    runner.wake();
    return answer(200, contactImportJson(one));
  };
  route(stated.stop, async ({ params, caller: { organizationId, actor } }) =>
    answer(200, contactImportJson(await steps.requestStop(organizationId, params.id, actor))),
  );
  route(stated.resume, async ({ params, caller: { organizationId, actor } }) =>
    woken(await steps.resume(organizationId, params.id, actor)),
  );
  route(stated.undo, async ({ params, body, sender, caller: { organizationId, actor } }) => {
    const one = found(await steps.get(organizationId, params.id), 'import of contacts');
    if (one.accountsCreated > 0) assertMay(sender, 'accounts:write');
    return woken(await steps.requestUndo(organizationId, params.id, body.reason, actor));
  });
}

const checkChange = createCheck(contactFileChangeSchema);

function changeOf({ plan }: QueryOf<Endpoints['contactImports']['inspect']>): ContactFileChange {
  return readPlanChange<ContactFileChange>(plan, checkChange, '{"columns":["clientId","device1"]}');
}

/** Throws where somebody may not write what the file brings besides contacts. */
function assertMay({ principal }: Sender, scope: Parameters<typeof assertPermitted>[1]): void {
  if (principal === null) throw new Error('somebody imports contacts who was not let in');
  assertPermitted(principal, scope);
}

async function assertContactList(
  store: Store,
  organizationId: OrganizationId,
  sender: Sender,
  id: string | null,
): Promise<void> {
  if (id === null) return;
  assertMay(sender, 'contact-lists:write');
  if ((await store.contactLists.get(organizationId, id)) === undefined)
    throw new CommandError('contact_list_unknown', `there is no contact list \`${id}\``, {
      path: '/contactListId',
    });
}

/** All cells that are kept, a page at a time. */
async function* badRowsCsv(store: Store, organizationId: OrganizationId, id: string): AsyncGenerator<string> {
  yield 'line,column,value,code,sentence\n';
  for await (const rows of pagesOf((page) => store.contactImports.badRows(organizationId, id, page)))
    yield rows.map(csvLine).join('');
}

function csvLine({ line, column, value, code, sentence }: ContactImportBadRow): string {
  return `${[String(line), column, value, code, sentence].map(safeCsvField).join(',')}\n`;
}
