import { endpoints, type OptedOutJson } from '@tact/api';
import { formatInstant, type ClientId, type OrganizationId } from '@tact/engine';
import { countryCode, parseAddress } from '@tact/places';
import type { Contact, Page } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { createContact, putContact, updateContact } from '../../commands/save-contact.ts';
import { answer, type Router } from '../../http/router.ts';
import { personLines } from '../../proof/person-lines.ts';
import { optedOutOf } from '../opted-out.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of contacts. */
export function registerContacts({ route, download }: Router, parts: Parts): void {
  const { contacts } = endpoints;
  const { store } = parts;
  const jsonOf = async ({ organizationId }: Caller, contact: Contact) =>
    contactJson(contact, await optedOutOf(parts, organizationId, [contact.id]));
  route(contacts.create, async ({ body, caller }) =>
    answer(201, await jsonOf(caller, await createContact(parts, caller, body))),
  );
  route(contacts.list, async ({ query, caller: { organizationId } }) => {
    const { search = null } = query;
    const deviceKey = search === null ? undefined : await deviceKeyIn(parts, organizationId, search);
    const page = await store.contacts.list(organizationId, pageRequest(query), search, deviceKey);
    return answer(200, await pageOf(parts, organizationId, page));
  });
  route(contacts.search, async ({ body: { search, ...page }, caller: { organizationId } }) => {
    const text = search.trim();
    const deviceKey = await deviceKeyIn(parts, organizationId, text);
    const found = await store.contacts.search(organizationId, pageRequest(page), text, deviceKey);
    return answer(200, await pageOf(parts, organizationId, found));
  });
  route(contacts.get, async ({ params, caller }) => {
    const contact = await store.contacts.get(caller.organizationId, params.id);
    return answer(200, await jsonOf(caller, found(contact, 'contact')));
  });
  route(contacts.getByClientId, async ({ params, caller }) => {
    const contact = await store.contacts.getByClientId(caller.organizationId, params.clientId as ClientId);
    return answer(200, await jsonOf(caller, found(contact, 'contact')));
  });
  download(contacts.export, ({ params, caller }) =>
    Promise.resolve({
      fileName: 'person.ndjson',
      chunks: personLines(store.persons.parts(caller.organizationId, params.clientId as ClientId)),
    }),
  );
  route(contacts.put, async ({ params, body, caller }) => {
    const { contact, created } = await putContact(parts, caller, { ...body, clientId: params.clientId });
    const json = await jsonOf(caller, contact);
    return created ? answer(201, json) : answer(200, json);
  });
  route(contacts.update, async ({ params, body, caller }) =>
    answer(200, await jsonOf(caller, await updateContact(parts, caller, params.id, body))),
  );
  route(contacts.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.contacts.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
}

async function pageOf(parts: Parts, organizationId: OrganizationId, page: Page<Contact>) {
  const optedOut = await optedOutOf(
    parts,
    organizationId,
    page.items.map(({ id }) => id),
  );
  return pageJson(page, (contact) => contactJson(contact, optedOut));
}

/** A whole number, as it is written in the organization's country, or e-mail address as it is stored; else the text itself, which is no device. */
async function deviceKeyIn(
  { store }: Pick<Parts, 'store'>,
  organizationId: OrganizationId,
  search: string,
): Promise<string> {
  const { defaultCountry } = await store.organizations.get(organizationId);
  const parsed = parseAddress(search, countryCode(defaultCountry));
  return parsed.ok ? parsed.key : search;
}

function contactJson(
  { devices, createdAt, updatedAt, ...contact }: Contact,
  optedOut: (contactId: string) => OptedOutJson,
) {
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
    optedOut: optedOut(contact.id),
    version: contact.version,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}
