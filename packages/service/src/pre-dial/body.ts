import { fieldsRead, formatInstant, isPhoneKey, OWN_FIELD_NAMES, type Instant } from '@tact/engine';
import type { Campaign, ClaimedItem, Device } from '@tact/store';
import type { Resolved } from '../deciding/resolve.ts';

/** One record that a service is asked about. */
export interface PreDialQuestion {
  /** The same for every request about this try of the record, also after a crash; another one for each other try. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** What the body of a record is made of. */
export interface PreDialRecord {
  readonly item: ClaimedItem;
  readonly device: Device;
  readonly campaign: Pick<Campaign, 'id' | 'name' | 'campaignGroupId' | 'channel'>;
  /** What was known of it when it was looked at. */
  readonly resolved: Pick<Resolved, 'request' | 'facts'>;
  readonly at: Instant;
}

/** What a service is asked about a record: its properties by their names of seed A12, and user data (seed A9). */
export function preDialQuestion({ item, device, campaign, resolved, at }: PreDialRecord): PreDialQuestion {
  // A try that was put off, or went on to another device, is another one, though no attempt lies in between.
  const id = `${item.id}.${item.step + 1}.${item.putOff}.${device.position}`;
  const body = {
    type: 'pre-dial',
    id,
    at: formatInstant(at),
    channel: campaign.channel,
    to: device.key,
    campaign: { id: campaign.id, name: campaign.name },
    contact: {
      id: item.contact.id,
      clientId: item.contact.clientId,
      name: item.contact.name,
      language: item.contact.language,
    },
    account: item.account,
    fields: {
      ...ownFields(device, resolved),
      attempts: item.step,
      campaign_id: campaign.id,
      cd_number: isPhoneKey(device.key) ? device.key : null,
      contact_info: device.key,
      group_id: campaign.campaignGroupId,
      record_id: item.recordId,
    },
    attributes: item.contact.attributes,
  };
  return { id, body: JSON.stringify(body) };
}

/** A question that names nobody. */
export function sampleQuestion(id: string, at: Instant): PreDialQuestion {
  return { id, body: JSON.stringify({ type: 'test', id, at: formatInstant(at) }) };
}

/** The fields that custom rules read, with the values that they read. */
function ownFields({ key }: Device, { request, facts }: Pick<Resolved, 'request' | 'facts'>) {
  return fieldsRead([...OWN_FIELD_NAMES], {
    request,
    contact: facts.contact,
    device: facts.device,
    isEmail: !isPhoneKey(key),
    requestAttributes: {},
    contactAttributes: {},
  });
}
