import {
  intersectWeekTimes,
  type CampaignGroupId,
  type CampaignHours,
  type OrganizationId,
} from '@tact/engine';
import { clockOf } from './campaign-objects.ts';
import { findCampaign } from './campaigns/campaign-port.ts';
import { contactDatesInForce } from './contact-dates.ts';
import { customTimezonesInForce } from './custom-timezones.ts';
import type { Tx } from './database.ts';
import { StoreError } from './errors.ts';
import { organizationRulesOf } from './organizations.ts';
import type { Campaign, CampaignClock, Rule, RulesInForce } from './ports.ts';
import { ruleOf } from './rule-rows.ts';
import { suppressionListsInForce } from './suppression-lists.ts';
import { treatmentsInForce } from './treatments.ts';
import { isUuid } from './uuid-v7.ts';

/**
 * All that a request of the group, or of one of its campaigns, is decided by; undefined where there is no such group or campaign. INVARIANT: read in one snapshot, so that the
 * rules are those of the epoch that stands beside them.
 */
export async function rulesInForce(
  tx: Tx,
  organizationId: OrganizationId,
  group: CampaignGroupId | null,
  campaignId: string | null,
): Promise<RulesInForce | undefined> {
  const organization = await tx
    .selectFrom('organizations')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  const epochs = await tx
    .selectFrom('organization_epochs')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .executeTakeFirst();
  if (organization === undefined || epochs === undefined)
    throw new StoreError('not_found', 'there is no such organization');
  const groupId = group !== null && isUuid(group) ? group : NO_ID;
  const picked = await tx
    .selectFrom('campaign_groups')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('id', '=', groupId)
    .executeTakeFirst();
  if (group !== null && picked === undefined) return undefined;
  const campaign = campaignId === null ? null : await findCampaign(tx, organizationId, campaignId);
  if (campaign === undefined || (campaign !== null && campaign.campaignGroupId !== group)) return undefined;
  const pickers = { groupId, profileId: picked?.dialing_profile_id ?? NO_ID };
  const { timezoneSource, campaignHours } = clockOf(picked ?? {});
  return {
    rulesetEpoch: epochs.ruleset_epoch,
    organization: organizationRulesOf(organization),
    defaultCountry: organization.default_country,
    timezoneSource: timezoneSource ?? null,
    campaignHours: hoursOf(
      { timezoneSource: timezoneSource ?? null, campaignHours: campaignHours ?? null },
      campaign,
    ),
    suppressionLists: await suppressionListsInForce(tx, organizationId, pickers),
    contactDates: await contactDatesInForce(tx, organizationId),
    customTimezones: await customTimezonesInForce(tx, organizationId),
    rules: await requiredOrPicked(tx, organizationId, pickers),
    treatments: await treatmentsInForce(tx, organizationId),
  };
}

/** The group's hours, cut by the campaign's own, which are on the same clock: that of the group's hours, else the group's, else the device's (S8). */
function hoursOf(
  { timezoneSource, campaignHours }: CampaignClock,
  campaign: Pick<Campaign, 'hours'> | null,
): CampaignHours | null {
  const own = campaign?.hours ?? null;
  if (own === null) return campaignHours;
  if (campaignHours === null) return { timezoneSource: timezoneSource ?? 'device', times: own };
  return { ...campaignHours, times: intersectWeekTimes(campaignHours.times, own) };
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Rules that hold for everybody, that the group has picked, or its dialing profile (S5). */
async function requiredOrPicked(
  tx: Tx,
  organizationId: OrganizationId,
  { groupId, profileId }: { readonly groupId: string; readonly profileId: string },
): Promise<readonly Rule[]> {
  const rows = await tx
    .selectFrom('rules')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where((where) =>
      where.or([
        where('required', '=', true),
        where(
          'id',
          'in',
          where
            .selectFrom('campaign_group_rules')
            .select('rule_id')
            .where('organization_id', '=', organizationId)
            .where('campaign_group_id', '=', groupId),
        ),
        where(
          'id',
          'in',
          where
            .selectFrom('dialing_profile_rules')
            .select('rule_id')
            .where('organization_id', '=', organizationId)
            .where('dialing_profile_id', '=', profileId),
        ),
      ]),
    )
    .orderBy('kind')
    .orderBy('priority')
    .execute();
  return rows.map(ruleOf);
}
