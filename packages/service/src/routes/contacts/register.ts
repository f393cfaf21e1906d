import { endpoints } from '@tact/api';
import { formatInstant, type ClientId } from '@tact/engine';
import { parseEmail, parseNumber } from '@tact/places';
import type { Contact } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { createContact, putContact, updateContact } from '../../commands/save-contact.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of contacts. */
export function registerContacts({ route }: Router, parts: Parts): void {
  const { contacts } = endpoints;
  const { store } = parts;
  route(contacts.create, async ({ body, caller }) =>
    answer(201, contactJson(await createContact(parts, caller, body))),
  );
  route(contacts.list, async ({ query, caller }) => {
    const search = query.search === undefined ? null : searchText(query.search);
    const page = await store.contacts.list(caller.organizationId, pageRequest(query), search);
    return answer(200, pageJson(page, contactJson));
  });
  route(contacts.get, async ({ params, caller }) => {
    const contact = await store.contacts.get(caller.organizationId, params.id);
    return answer(200, contactJson(found(contact, 'contact')));
  });
  route(contacts.getByClientId, async ({ params, caller }) => {
    const contact = await store.contacts.getByClientId(caller.organizationId, params.clientId as ClientId);
    return answer(200, contactJson(found(contact, 'contact')));
  });
  route(contacts.put, async ({ params, body, caller }) => {
    const { contact, created } = await putContact(parts, caller, { ...body, clientId: params.clientId });
    const json = contactJson(contact);
    return created ? answer(201, json) : answer(200, json);
  });
  route(contacts.update, async ({ params, body, caller }) =>
    answer(200, contactJson(await updateContact(parts, caller, params.id, body))),
  );
  route(contacts.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.contacts.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
}

/** A whole number or e-mail address is looked for as it is stored; everything else is the start of a client id. */
function searchText(search: string): string {
  const parsed = search.includes('@') ? parseEmail(search) : parseNumber(search, null);
  return parsed.ok ? parsed.key : search;
}

function contactJson({ devices, createdAt, updatedAt, ...contact }: Contact) {
  return {
    id: contact.id,
    clientId: contact.clientId,
    name: contact.name,
    zone: contact.zone,
    country: contact.country,
    region: contact.region,
    postalCode: contact.postalCode,
    language: contact.language,
    attributes: contact.attributes,
    devices: devices.map(({ position, key, type }) => ({ position, address: key, type })),
    version: contact.version,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}
