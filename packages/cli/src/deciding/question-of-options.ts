import type { AccountId, ClientId } from '@tact/engine';
import type { Question } from '@tact/service/without-http';
import type { Organization, Store } from '@tact/store';
import type { QuestionOptions } from '../commands/question-options.ts';
import { campaignGroupNamed } from '../campaign-group-named.ts';
import { Failure, usage } from '../failure.ts';
import { attributesOf, channelOf, instantOf } from './options.ts';
import { contactOfNumber } from './question-columns.ts';

/** A question as the options put it, and how the contact was found out; the note is empty where that needs no word. */
export interface QuestionOfOptions {
  readonly question: Question;
  readonly note: string;
}

/** Checks what can be checked before the database is there, and gives the reader of the rest. Throws a usage failure. */
export function questionReader(
  options: QuestionOptions,
): (store: Store, organization: Organization) => Promise<QuestionOfOptions> {
  if (options.number === undefined && options.email === undefined && options.clientId === undefined)
    throw usage('say who is meant: --number, --email or --client-id; see the help of the command');
  if (options.number !== undefined && options.email !== undefined)
    throw usage('one device at a time: give --number or --email');
  const base = { channel: channelOf(options), at: instantOf(options), attributes: attributesOf(options) };
  return async (store, organization) => {
    const { contact, note } = await contactOf(options, store, organization);
    const address = options.number ?? options.email;
    const question: Question = {
      ...base,
      contact,
      device: address === undefined ? null : { address },
      accountId: (options.account ?? null) as AccountId | null,
      campaignGroupId: await campaignGroupNamed(store, organization.id, options.group),
    };
    return { question, note };
  };
}

/** Who is meant, and how that was found out. */
async function contactOf(
  options: QuestionOptions,
  store: Store,
  organization: Organization,
): Promise<{ readonly contact: Question['contact']; readonly note: string }> {
  const { clientId, zone, country, region, postalCode } = options;
  const address = options.number ?? options.email;
  const isDescribed = [zone, country, region, postalCode].some((part) => part !== undefined);
  if (isDescribed) {
    if (address === undefined)
      throw usage(
        'a contact that is described by --zone, --country, --region or --postal-code needs --number or --email',
      );
    const described = {
      ...contactOfNumber(address),
      zone: zone ?? null,
      country: country ?? null,
      region: region ?? null,
      postalCode: postalCode ?? null,
      ...(clientId === undefined ? {} : { clientId: clientId as ClientId }),
    };
    return { contact: described, note: 'the contact is taken as described, not from the database' };
  }
  if (clientId !== undefined)
    return { contact: { by: 'clientId', clientId: clientId as ClientId }, note: '' };
  if (address === undefined) throw usage('say who is meant: --number, --email or --client-id');
  return contactWith(address, store, organization);
}

/** The one contact that has the device; else somebody of whom nothing but the device is known. */
async function contactWith(
  address: string,
  store: Store,
  organization: Organization,
): Promise<{ readonly contact: Question['contact']; readonly note: string }> {
  const { parseEmail, parseNumber, countryCode } = await import('@tact/places');
  const parsed = address.includes('@')
    ? parseEmail(address)
    : parseNumber(address, countryCode(organization.defaultCountry));
  if (!parsed.ok) throw new Failure(parsed.sentence);
  const { items } = await store.contacts.list(organization.id, { limit: 10, cursor: null }, parsed.key);
  const owners = items.filter(({ devices }) => devices.some(({ key }) => key === parsed.key));
  const [owner, ...others] = owners;
  if (owner === undefined)
    return {
      contact: contactOfNumber(address),
      note: 'no contact has this device; decided by what it alone tells',
    };
  if (others.length > 0)
    throw usage(
      `several contacts have this device; choose one with --client-id: ${owners.map((one) => `\`${one.clientId}\``).join(', ')}`,
    );
  return {
    contact: { by: 'clientId', clientId: owner.clientId },
    note: `the device belongs to \`${owner.clientId}\``,
  };
}
