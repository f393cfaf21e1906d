import type { ClientId, Instant } from '@tact/engine';
import { allOf, type Contact, type Store, type SuppressionEntryFields } from '@tact/store';
import { BATCH, DEMO_ACTOR, DEMO_SEED } from './demo-actor.ts';
import { DEMO_ORGANIZATION_ID } from './organization.ts';
import { seededRandom, type Random } from './random.ts';

/** Adds opt-outs of one contact in a hundred, and the lists' entries; what is there stays. */
export async function addSuppressions(
  store: Store,
  contacts: readonly Contact[],
  now: Instant,
): Promise<void> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const random = seededRandom(DEMO_SEED + 1);
  const optedOut = new Set<ClientId>();
  const everybody = { clientId: null, active: null };
  for await (const { clientId } of allOf((page) => store.optOuts.list(organizationId, page, everybody)))
    optedOut.add(clientId);
  const chosen = (share: number) => contacts.filter(() => random.chance(share));
  const wishes = chosen(0.01);
  for (const { clientId } of wishes) {
    const isText = random.chance(0.25);
    if (optedOut.has(clientId)) continue;
    const fields = {
      clientId,
      channels: isText ? (['sms', 'whatsapp'] as const) : ('any' as const),
      contactOnly: false,
      reason: isText ? 'answered STOP' : 'asked on the phone not to be contacted',
      source: isText ? 'sms' : 'agent',
      from: null,
      until: null,
    };
    await store.optOuts.create(organizationId, fields, now, DEMO_ACTOR);
  }
  const lists = allOf((page) => store.suppression.list(organizationId, page));
  for await (const { id, name, type, size } of lists) {
    const listed = chosen(name === 'Internal do not contact' ? 0.02 : 0.005);
    if (size > 0) continue;
    const entries = listed.flatMap((contact) => entryOf(contact, type, random));
    for (let at = 0; at < entries.length; at += BATCH)
      await store.suppression.addEntries(organizationId, id, entries.slice(at, at + BATCH), DEMO_ACTOR);
  }
}

function entryOf(contact: Contact, type: 'device' | 'client', random: Random): SuppressionEntryFields[] {
  const device = random.pick(contact.devices);
  const value = type === 'device' ? device.key : contact.clientId;
  return [{ value, from: null, until: null, reason: 'demo' }];
}
