import {
  CAMPAIGN_FIELD_NAMES,
  fieldsRead,
  formatInstant,
  isPhoneKey,
  OWN_FIELD_NAMES,
  type CampaignRecord,
  type Instant,
} from '@tact/engine';
import { callingCodeOf } from '@tact/places';
import type { Campaign, ClaimedItem, Device } from '@tact/store';
import type { Resolved } from '../deciding/resolve.ts';

/** One record that a service is asked about. */
export interface PreDialQuestion {
  /** The same for every request about this try of the record, also of who takes it over from a process that was killed; another one each other time. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** What the body of a record is made of. */
export interface PreDialRecord {
  readonly item: ClaimedItem;
  readonly record: CampaignRecord;
  readonly device: Device;
  readonly campaign: Pick<Campaign, 'id' | 'name' | 'campaignGroupId' | 'channel'>;
  /** What was known of it when it was looked at. */
  readonly resolved: Pick<Resolved, 'request' | 'facts'>;
  readonly at: Instant;
}

/** What a service is asked about a record: its properties by their names of seed A12, and user data (seed A9). */
export function preDialQuestion(asked: PreDialRecord): PreDialQuestion {
  const { item, device, campaign, at } = asked;
  // Each time that it is taken up is another one, though no attempt lies in between: an answer of before a pause is not this one's.
  const id = `${item.id}.${item.step + 1}.${item.takenUp}.${device.position}`;
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
      ...fieldsOf(asked),
      cd_number: isPhoneKey(device.key) ? device.key : null,
      contact_info: device.key,
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
function fieldsOf({ record, device, campaign, resolved: { request, facts } }: PreDialRecord) {
  return fieldsRead([...OWN_FIELD_NAMES, ...CAMPAIGN_FIELD_NAMES], {
    request,
    contact: facts.contact,
    device: facts.device,
    isEmail: !isPhoneKey(device.key),
    callingCode: callingCodeOf(device.key)?.digits ?? null,
    campaign: { campaignId: campaign.id, record },
    requestAttributes: {},
    contactAttributes: {},
  });
}
