import type { CampaignGroupId } from '@tact/engine';
import { allOf, type Contact, type Store } from '@tact/store';
import { DEMO_ACTOR } from './demo-actor.ts';
import { DEMO_ORGANIZATION_ID } from './organization.ts';

/** Records of the demo's list: enough to scroll through, and done in an hour by a simulated carrier. */
const RECORDS = 500;
const LIST = 'Early stage, November';
const MESSAGE = 'Payment reminder';
const CAMPAIGN = 'Early reminders by SMS';

/** Adds a contact list, a message template and a draft of a campaign, so that one can be started by a press; what is there stays. */
export async function addCampaigns(
  store: Store,
  contacts: readonly Contact[],
  groups: readonly CampaignGroupId[],
): Promise<void> {
  const organizationId = DEMO_ORGANIZATION_ID;
  const [campaignGroupId] = groups;
  if (campaignGroupId === undefined) return;
  for await (const { name } of allOf((page) => store.campaigns.list(organizationId, page)))
    if (name === CAMPAIGN) return;
  const contactListId = await addList(store, contacts);
  await store.campaigns.create(
    organizationId,
    {
      name: CAMPAIGN,
      campaignGroupId,
      contactListId,
      channel: 'sms',
      messageTemplateId: await addMessage(store),
      language: null,
      startsAt: null,
      endsAt: null,
      hours: null,
      delivery: null,
      treatmentScript: null,
      devicePositions: [1, 2, 3],
      enqueues: 'by-hand',
      dispatchesPerMinuteMax: 60,
      concurrencyMax: null,
      weight: 1,
    },
    DEMO_ACTOR,
  );
}

async function addList(store: Store, contacts: readonly Contact[]): Promise<string> {
  const { contactLists } = store;
  const found = await contactLists.findByName(DEMO_ORGANIZATION_ID, LIST);
  const { id } = found ?? (await contactLists.create(DEMO_ORGANIZATION_ID, LIST, DEMO_ACTOR));
  const records = contacts
    .slice(0, RECORDS)
    .map((contact) => ({ contactId: contact.id, clientId: null, accountId: null }));
  await contactLists.addRecords(DEMO_ORGANIZATION_ID, id, records, DEMO_ACTOR);
  return id;
}

async function addMessage(store: Store): Promise<string> {
  const { messageTemplates } = store;
  for await (const found of allOf((page) => messageTemplates.list(DEMO_ORGANIZATION_ID, page)))
    if (found.name === MESSAGE) return found.id;
  const { id } = await messageTemplates.create(
    DEMO_ORGANIZATION_ID,
    {
      name: MESSAGE,
      texts: [
        {
          language: 'en',
          subject: null,
          text: 'Hello {name|there}, this is {organization}. Please call us about your account. Reply STOP to opt out.',
          html: null,
        },
        {
          language: 'es',
          subject: null,
          text: 'Hola {name|cliente}, le escribe {organization}. Llámenos sobre su cuenta. Responda STOP para no recibir más mensajes.',
          html: null,
        },
      ],
    },
    DEMO_ACTOR,
  );
  return id;
}
