import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AccountId,
  AttemptId,
  CampaignGroupId,
  EntryId,
  Instant,
  OptOutId,
  OrganizationId,
  RuleId,
  SuppressionListId,
} from '@tact/engine';
import { piecesOf, type NumberSetReference } from '../src/index.ts';
import type { Campaign, ListImportRun, Store, StoreErrorCode } from '../src/ports.ts';
import { channelFields, stopOf } from './channel-samples.ts';
import {
  addCampaignThings,
  profileFields,
  templateFields,
  timezoneFields,
  treatmentFields,
  type CampaignThings,
} from './campaign-samples.ts';
import { openTestStore, TEST_ACTOR, type TestStore } from './database.ts';
import { erase } from './erasure-samples.ts';
import { keepForUpgrades } from './keep-for-upgrades.ts';
import { addContactImport, importFields, importStep, importUnderWay } from './import-samples.ts';
import { addCampaign, newClaim } from './queue-samples.ts';
import { refuses } from './refusals.ts';
import { RIGHTS } from './rights.ts';
import {
  accountFields,
  addContact,
  ALL_ATTEMPTS,
  client,
  contactFields,
  decisionOf,
  device,
  importedAttempt,
  listFields,
  loadOne,
  NOON,
  noonPlus,
  optOutFields,
  queryOf,
  reserve,
  ruleFields,
} from './samples.ts';
import { writtenColumns } from './written-columns.ts';

let testStore: TestStore;
let store: Store;
/** A has one of everything; B tries to get at it. */
let [a, b]: [OrganizationId, OrganizationId] = ['' as OrganizationId, '' as OrganizationId];
let app: pg.Client;
let ids: {
  readonly contact: string;
  readonly account: AccountId;
  readonly rule: RuleId;
  readonly contactDate: RuleId;
  readonly group: CampaignGroupId;
  readonly list: SuppressionListId;
  readonly entry: EntryId;
  readonly numbers: NumberSetReference;
  readonly listImport: ListImportRun;
  readonly optOut: OptOutId;
  readonly attempt: AttemptId;
  readonly decision: string;
  readonly key: string;
  readonly campaigns: CampaignThings;
  readonly channel: string;
  readonly stop: string;
  readonly campaign: Campaign;
  readonly message: string;
  readonly item: string;
  readonly record: string;
  readonly erasure: string;
};

const DEVICE = '+12125550100';
const page = { limit: 200, cursor: null };
const result = { callResult: 'Busy', disposition: null, at: NOON } as const;

beforeAll(async () => {
  testStore = await openTestStore();
  ({ store } = testStore);
  [a, b] = [await testStore.newOrganization(), await testStore.newOrganization()];
  ids = await fill(a);
  app = new pg.Client({
    connectionString: testStore.connectionString,
    options: '-c role=tact_app -c search_path=tact',
  });
  await app.connect();
});
afterAll(async () => {
  await keepForUpgrades(testStore);
  await app.end();
  await testStore.close();
});

async function fill(own: OrganizationId): Promise<typeof ids> {
  const contact = await addContact(store, own, 'ann', DEVICE);
  const { id: account } = await store.accounts.create(own, accountFields(contact), TEST_ACTOR);
  const { id: rule } = await store.rules.create(own, 'attempt', ruleFields('rule', 1), TEST_ACTOR);
  const day = { label: 'day', date: '2026-11-26' };
  const { id: contactDate } = await store.contactDates.create(own, day, TEST_ACTOR);
  const { id: list } = await store.suppression.create(own, listFields('list'), TEST_ACTOR);
  const entry = { value: DEVICE, from: null, until: null, reason: null };
  const [{ id: entryId } = { id: '' as EntryId }] = await store.suppression.addEntries(
    own,
    list,
    [entry],
    TEST_ACTOR,
  );
  const numbers = { importId: null, dataAt: null };
  const { id: versionId } = await store.numberSets.begin(own, list, numbers, TEST_ACTOR);
  await store.numberSets.write(own, { listId: list, versionId }, [...piecesOf([])]);
  await store.numberSets.putInForce(own, { listId: list, versionId }, TEST_ACTOR);
  const listImport = await importUnderWay(store, own, list);
  await store.backtests.create(own, {}, TEST_ACTOR);
  const group = { name: 'group', timezoneSource: null, ruleIds: [rule], suppressionListIds: [list] };
  const { id: groupId } = await store.campaignGroups.create(own, group, TEST_ACTOR);
  const campaigns = await addCampaignThings(store, own, rule, list);
  await store.attempts.importMany(
    own,
    [
      importedAttempt('ann', DEVICE, NOON, { externalId: 'x' }),
      importedAttempt('gone', '+12125550199', NOON, { externalId: 'y' }),
    ],
    TEST_ACTOR,
  );
  const attempt = await reserve(store, own, 'ann', DEVICE);
  const finished = await reserve(store, own, 'ann', DEVICE);
  await store.attempts.recordResult(own, finished, result, TEST_ACTOR);
  const { id: optOut } = await store.optOuts.create(own, optOutFields('ann'), NOON, TEST_ACTOR);
  const { id: channel } = await store.channels.create(own, randomUUID(), channelFields('sms'), TEST_ACTOR);
  await store.deviceStops.stop(own, stopOf(DEVICE), { at: NOON, date: null }, TEST_ACTOR);
  const [stop] = await testStore.query<{ id: string }>('select id from device_stops');
  const { items } = await store.decisions.list(own, page, { clientId: null, decision: null });
  const key = { name: 'k', role: 'operator', scopes: null, prefix: 'p', expiresAt: null } as const;
  const { id: keyId } = await store.access.createApiKey(own, { ...key, keyHash: 'hash of a' }, TEST_ACTOR);
  const person = { email: 'u@example.com', role: 'analyst', passwordHash: 'x' } as const;
  const user = await store.users.createUser(own, person, TEST_ACTOR);
  const session = { userId: user.id, createdAt: NOON, lastSeenAt: NOON, expiresAt: noonPlus(1) };
  await store.signIn.createSession(own, { ...session, tokenHash: 'token of a' }, TEST_ACTOR);
  await store.rules.saveRuleset(own, 'sha256:a', 'source of a');
  await store.idempotency.claim(own, 'p', 'k', 'h');
  await testStore.query(`insert into sign_in_failures values ($1, 'x', '{}', now())`, [own]);
  await store.proof.seal(own, 'attempt', (await store.proof.recording(own, 0)).before);
  const erasure = await erase(store, own, 'gone');
  // An erasure waits for a file that is being made.
  const { id: file } = await store.reportFiles.create(own, { plan: {}, name: 'a.csv' }, TEST_ACTOR);
  const runner = randomUUID();
  await store.reportFiles.take(own, runner, 60_000);
  const part = { body: Buffer.from('a'), rows: 1, progress: null, done: 1 };
  await store.reportFiles.append(own, file, { runner, leaseMs: 60_000 }, part);
  const days = { decisionsDays: 400, attemptsDays: null, optOutsDays: null };
  await store.retention.set(own, 0, days, TEST_ACTOR);
  await store.proof.addCheckpoint(own, { seq: 1, body: 'of a', signature: 'x', publicKey: 'x' });
  await store.verifications.takeNight(own, NOON, 1_000, TEST_ACTOR);
  const text = { language: 'en', subject: null, text: 'hello', html: null };
  const { id: message } = await store.messageTemplates.create(own, { name: 'm', texts: [text] }, TEST_ACTOR);
  const campaign = await addCampaign(store, own, 'campaign', 1, { messageTemplateId: message });
  const { items: queued } = await store.queue.list(own, page, { campaignId: null, state: null });
  const { items: records } = await store.contactLists.listRecords(own, campaign.contactListId, page);
  await addContactImport(store, own);
  return {
    erasure,
    campaign,
    message,
    item: queued[0]?.id ?? '',
    record: records[0]?.id ?? '',
    contact,
    account,
    rule,
    contactDate,
    group: groupId,
    list,
    entry: entryId,
    numbers: { listId: list, versionId },
    listImport,
    optOut,
    attempt,
    decision: items[0]?.id ?? '',
    key: keyId,
    campaigns,
    channel,
    stop: stop?.id ?? '',
  };
}

/** Every row of A, as text. */
async function everythingOfA(): Promise<string> {
  const tables = await tenantTables();
  const rows = await Promise.all(
    tables.map((table) =>
      testStore.query(`select * from ${table} where organization_id = $1 order by ${table}::text`, [a]),
    ),
  );
  return JSON.stringify(rows);
}

async function tenantTables(): Promise<readonly string[]> {
  const rows = await testStore.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute x on x.attrelid = c.oid and x.attname = 'organization_id'
     where c.relnamespace = 'tact'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** Runs SQL as the application's role, under an organization's setting or none, and rolls it back. */
async function asApplication(
  organization: OrganizationId | null,
  text: string,
  values: readonly unknown[] = [],
) {
  await app.query('begin');
  try {
    if (organization !== null)
      await app.query(`select set_config('tact.organization', $1, true)`, [organization]);
    const { rowCount, rows } = await app.query<Record<string, unknown>>(text, [...values]);
    return { rowCount: rowCount ?? 0, rows };
  } finally {
    await app.query('rollback');
  }
}

describe('organization B, with the ids of A, through every port', () => {
  const reads: readonly [name: string, read: () => Promise<unknown>][] = [
    ['contacts.get', () => store.contacts.get(b, ids.contact)],
    ['contacts.getByClientId', () => store.contacts.getByClientId(b, client('ann'))],
    ['accounts.get', () => store.accounts.get(b, ids.account)],
    ['rules.get', () => store.rules.get(b, 'attempt', ids.rule)],
    ['contactDates.get', () => store.contactDates.get(b, ids.contactDate)],
    ['customTimezones.get', () => store.customTimezones.get(b, ids.campaigns.timezone)],
    ['dialingProfiles.get', () => store.dialingProfiles.get(b, ids.campaigns.profile)],
    ['campaignTemplates.get', () => store.campaignTemplates.get(b, ids.campaigns.template)],
    ['dispositions.get', () => store.dispositions.get(b, ids.campaigns.disposition)],
    ['preDialValidations.get', () => store.preDialValidations.get(b, ids.campaigns.validation)],
    ['channels.get', () => store.channels.get(b, ids.channel)],
    ['channels.inUse', () => store.channels.inUse(b, 'sms')],
    ['treatments.get', () => store.treatments.get(b, ids.campaigns.treatment)],
    ['rules.rulesInForce', () => store.rules.rulesInForce(b, ids.group)],
    ['rules.findRuleset', () => store.rules.findRuleset(b, 'sha256:a')],
    ['campaignGroups.get', () => store.campaignGroups.get(b, ids.group)],
    ['jobs.get', () => store.jobs.get(b, ids.listImport.jobId)],
    ['erasures.get', () => store.erasures.get(b, ids.erasure)],
    ['erasures.take', () => store.erasures.take(b, randomUUID(), 1_000)],
    ['listImports.get', () => store.listImports.get(b, ids.listImport)],
    ['listImports.find', () => store.listImports.find(b, ids.listImport.importId)],
    [
      'listImports.unfinished',
      () => store.listImports.unfinished(b, ids.list, { fileSha256: 'aa', mode: 'append' }),
    ],
    ['suppression.get', () => store.suppression.get(b, ids.list)],
    ['optOuts.get', () => store.optOuts.get(b, ids.optOut)],
    ['attempts.get', () => store.attempts.get(b, ids.attempt)],
    ['decisions.get', () => store.decisions.get(b, ids.decision)],
    ['contactLists.get', () => store.contactLists.get(b, ids.campaign.contactListId)],
    ['contactLists.findByName', () => store.contactLists.findByName(b, 'campaign')],
    ['messageTemplates.get', () => store.messageTemplates.get(b, ids.message)],
    ['campaigns.get', () => store.campaigns.get(b, ids.campaign.id)],
    ['queue.get', () => store.queue.get(b, ids.item)],
  ];
  test.each(reads)('%s finds nothing', async (_, read) => {
    expect(await read()).toBeUndefined();
  });

  test('contacts.devicesKnown knows none of A', async () => {
    expect(await store.contacts.devicesKnown(b, [device(DEVICE)])).toEqual(new Set());
  });

  const listings: readonly [name: string, list: () => Promise<{ readonly items: readonly unknown[] }>][] = [
    ['contacts.list', () => store.contacts.list(b, page, null)],
    ['contacts.list by device', () => store.contacts.list(b, page, DEVICE)],
    ['accounts.list', () => store.accounts.list(b, page, ids.contact)],
    ['rules.list', () => store.rules.list(b, 'attempt', page)],
    ['contactDates.list', () => store.contactDates.list(b, page)],
    ['customTimezones.list', () => store.customTimezones.list(b, page)],
    ['dialingProfiles.list', () => store.dialingProfiles.list(b, page)],
    ['campaignTemplates.list', () => store.campaignTemplates.list(b, page)],
    ['dispositions.list', () => store.dispositions.list(b, page)],
    ['treatments.list', () => store.treatments.list(b, page)],
    ['preDialValidations.list', () => store.preDialValidations.list(b, page)],
    ['channels.list', () => store.channels.list(b, page)],
    ['rules.uses', () => store.rules.uses(b, ids.rule, page)],
    ['rules.versions', () => store.rules.versions(b, 'attempt', ids.rule, page)],
    ['campaignGroups.list', () => store.campaignGroups.list(b, page)],
    ['listImports.list', () => store.listImports.list(b, ids.list, page)],
    ['suppression.list', () => store.suppression.list(b, page)],
    ['optOuts.list', () => store.optOuts.list(b, page, { clientId: client('ann'), active: null })],
    ['attempts.list', () => store.attempts.list(b, page, { clientId: client('ann') })],
    ['decisions.list', () => store.decisions.list(b, page, { clientId: null, decision: null })],
    ['access.listApiKeys', () => store.access.listApiKeys(b, page)],
    ['contactLists.list', () => store.contactLists.list(b, page)],
    ['messageTemplates.list', () => store.messageTemplates.list(b, page)],
    ['campaigns.list', () => store.campaigns.list(b, page)],
    ['queue.list', () => store.queue.list(b, page, { campaignId: ids.campaign.id, state: null })],
    ['users.listUsers', () => store.users.listUsers(b, page)],
    ['audit.list', () => store.audit.list(b, page, { entity: 'contact', entityId: ids.contact })],
  ];
  test.each(listings)('%s lists nothing', async (_, list) => {
    expect((await list()).items).toEqual([]);
  });

  const changes: readonly [name: string, code: StoreErrorCode, change: () => Promise<unknown>][] = [
    ['contacts.replace', 'not_found', () => store.contacts.replace(b, ids.contact, 1, contactFields('ann'), TEST_ACTOR)],
    ['contacts.delete', 'not_found', () => store.contacts.delete(b, ids.contact, TEST_ACTOR)],
    ['accounts.create on its contact', 'not_found', () => store.accounts.create(b, accountFields(ids.contact), TEST_ACTOR)],
    ['accounts.update', 'not_found', () => store.accounts.update(b, ids.account, 1, { status: 'paid' }, TEST_ACTOR)],
    ['accounts.delete', 'not_found', () => store.accounts.delete(b, ids.account, TEST_ACTOR)],
    ['rules.update', 'not_found', () => store.rules.update(b, 'attempt', ids.rule, 1, ruleFields('x', 2), TEST_ACTOR)],
    ['rules.delete', 'not_found', () => store.rules.delete(b, 'attempt', ids.rule, TEST_ACTOR)],
    ['contactDates.delete', 'not_found', () => store.contactDates.delete(b, ids.contactDate, TEST_ACTOR)],
    ['customTimezones.update', 'not_found', () => store.customTimezones.update(b, ids.campaigns.timezone, 1, timezoneFields('1 900'), TEST_ACTOR)],
    ['customTimezones.delete', 'not_found', () => store.customTimezones.delete(b, ids.campaigns.timezone, TEST_ACTOR)],
    ['dialingProfiles.update', 'not_found', () => store.dialingProfiles.update(b, ids.campaigns.profile, 1, profileFields('x'), TEST_ACTOR)],
    ['dialingProfiles.delete', 'not_found', () => store.dialingProfiles.delete(b, ids.campaigns.profile, TEST_ACTOR)],
    ['dialingProfiles.pickRule', 'not_found', () => store.dialingProfiles.pickRule(b, ids.campaigns.profile, ids.rule, TEST_ACTOR)],
    ['dialingProfiles.unpickRule', 'not_found', () => store.dialingProfiles.unpickRule(b, ids.campaigns.profile, ids.rule, TEST_ACTOR)],
    ['dialingProfiles.create with its rule', 'not_found', () => store.dialingProfiles.create(b, { ...profileFields('x'), ruleIds: [ids.rule] }, TEST_ACTOR)],
    ['campaignTemplates.update', 'not_found', () => store.campaignTemplates.update(b, ids.campaigns.template, 1, templateFields('x'), TEST_ACTOR)],
    ['campaignTemplates.delete', 'not_found', () => store.campaignTemplates.delete(b, ids.campaigns.template, TEST_ACTOR)],
    ['campaignTemplates.pickRule', 'not_found', () => store.campaignTemplates.pickRule(b, ids.campaigns.template, ids.rule, TEST_ACTOR)],
    ['campaignGroups.create with its profile', 'not_found', () => store.campaignGroups.create(b, { name: 'g', timezoneSource: null, ruleIds: [], suppressionListIds: [], dialingProfileId: ids.campaigns.profile }, TEST_ACTOR)],
    ['campaignGroups.pickRule', 'not_found', () => store.campaignGroups.pickRule(b, ids.group, ids.rule, TEST_ACTOR)],
    ['dispositions.update', 'not_found', () => store.dispositions.update(b, ids.campaigns.disposition, 1, { name: 'x' }, TEST_ACTOR)],
    ['dispositions.delete', 'not_found', () => store.dispositions.delete(b, ids.campaigns.disposition, TEST_ACTOR)],
    ['preDialValidations.update', 'not_found', () => store.preDialValidations.update(b, ids.campaigns.validation, 1, { name: 'x' }, TEST_ACTOR)],
    ['preDialValidations.delete', 'not_found', () => store.preDialValidations.delete(b, ids.campaigns.validation, TEST_ACTOR)],
    ['channels.update', 'not_found', () => store.channels.update(b, ids.channel, 1, { name: 'x' }, TEST_ACTOR)],
    ['channels.delete', 'not_found', () => store.channels.delete(b, ids.channel, TEST_ACTOR)],
    ['treatments.update', 'not_found', () => store.treatments.update(b, ids.campaigns.treatment, 1, treatmentFields('x'), TEST_ACTOR)],
    ['treatments.delete', 'not_found', () => store.treatments.delete(b, ids.campaigns.treatment, TEST_ACTOR)],
    ['campaignGroups.create with its rule', 'not_found', () => store.campaignGroups.create(b, { name: 'g', timezoneSource: null, ruleIds: [ids.rule], suppressionListIds: [] }, TEST_ACTOR)],
    ['campaignGroups.create with its list', 'not_found', () => store.campaignGroups.create(b, { name: 'g', timezoneSource: null, ruleIds: [], suppressionListIds: [ids.list] }, TEST_ACTOR)],
    ['campaignGroups.update', 'not_found', () => store.campaignGroups.update(b, ids.group, 1, { name: 'x' }, TEST_ACTOR)],
    ['campaignGroups.delete', 'not_found', () => store.campaignGroups.delete(b, ids.group, TEST_ACTOR)],
    ['suppression.update', 'not_found', () => store.suppression.update(b, ids.list, 1, { required: false }, TEST_ACTOR)],
    ['suppression.delete', 'not_found', () => store.suppression.delete(b, ids.list, TEST_ACTOR)],
    ['suppression.addEntries', 'not_found', () => store.suppression.addEntries(b, ids.list, [], TEST_ACTOR)],
    ['suppression.listEntries', 'not_found', () => store.suppression.listEntries(b, ids.list, page)],
    ['suppression.removeEntry', 'not_found', () => store.suppression.removeEntry(b, ids.list, ids.entry, TEST_ACTOR)],
    ['listImports.begin', 'not_found', () => store.listImports.begin(b, ids.list, importFields(), TEST_ACTOR)],
    ['listImports.badRows', 'not_found', () => store.listImports.badRows(b, ids.listImport, page)],
    ['listImports.store', 'job_lost', () => store.listImports.store(b, ids.listImport, importStep())],
    ['listImports.join', 'job_lost', () => store.listImports.join(b, ids.listImport, TEST_ACTOR, () => Promise.resolve())],
    ['listImports.putInForce', 'job_lost', () => store.listImports.putInForce(b, ids.listImport, TEST_ACTOR)],
    ['listImports.rollBack', 'not_found', () => store.listImports.rollBack(b, ids.listImport, 'x', TEST_ACTOR)],
    ['listImports.tidyUp', 'not_found', () => store.listImports.tidyUp(b, ids.listImport)],
    ['jobs.take', 'not_found', () => store.jobs.take(b, ids.listImport.jobId, ids.listImport.runner, 1)],
    ['jobs.renew', 'job_lost', () => store.jobs.renew(b, ids.listImport.jobId, ids.listImport.runner, 1)],
    ['jobs.end', 'job_lost', () => store.jobs.end(b, ids.listImport.jobId, ids.listImport.runner, { state: 'stopped' })],
    ['jobs.requestStop', 'not_found', () => store.jobs.requestStop(b, ids.listImport.jobId, TEST_ACTOR)],
    ['jobs.resume', 'not_found', () => store.jobs.resume(b, ids.listImport.jobId, TEST_ACTOR)],
    ['numberSets.begin', 'not_found', () => store.numberSets.begin(b, ids.list, { importId: null, dataAt: null }, TEST_ACTOR)],
    ['numberSets.write', 'not_found', () => store.numberSets.write(b, ids.numbers, [...piecesOf([])])],
    ['numberSets.putInForce', 'not_found', () => store.numberSets.putInForce(b, ids.numbers, TEST_ACTOR)],
    ['numberSets.rollBack', 'not_found', () => store.numberSets.rollBack(b, ids.numbers, 'x', TEST_ACTOR)],
    ['numberSets.delete', 'not_found', () => store.numberSets.delete(b, ids.numbers, TEST_ACTOR)],
    ['numberSets.chunks', 'not_found', () => store.numberSets.chunks(b, ids.numbers, [1])],
    ['numberSets.load', 'not_found', () => store.numberSets.load(b, ids.numbers)],
    ['optOuts.lift', 'not_found', () => store.optOuts.lift(b, ids.optOut, 'x', NOON, TEST_ACTOR)],
    ['attempts.recordResult', 'not_found', () => store.attempts.recordResult(b, ids.attempt, result, TEST_ACTOR)],
    ['attempts.fillInResult', 'not_found', () => store.attempts.fillInResult(b, ids.attempt, { callResult: 'Busy', at: NOON }, TEST_ACTOR)],
    ['attempts.release', 'not_found', () => store.attempts.release(b, ids.attempt, NOON, TEST_ACTOR)],
    ['access.revokeApiKey', 'not_found', () => store.access.revokeApiKey(b, ids.key, TEST_ACTOR)],
    ['contactLists.rename', 'not_found', () => store.contactLists.rename(b, ids.campaign.contactListId, 1, 'x', TEST_ACTOR)],
    ['contactLists.delete', 'not_found', () => store.contactLists.delete(b, ids.campaign.contactListId, TEST_ACTOR)],
    ['contactLists.addRecords', 'not_found', () => store.contactLists.addRecords(b, ids.campaign.contactListId, [], TEST_ACTOR)],
    ['contactLists.countRecords', 'not_found', () => store.contactLists.countRecords(b, ids.campaign.contactListId, { status: null, clientIdStart: null })],
    ['contactLists.listRecords', 'not_found', () => store.contactLists.listRecords(b, ids.campaign.contactListId, page)],
    ['contactLists.setRecordStatus', 'not_found', () => store.contactLists.setRecordStatus(b, ids.campaign.contactListId, ids.record, 'held', TEST_ACTOR)],
    ['contactLists.deleteRecord', 'not_found', () => store.contactLists.deleteRecord(b, ids.campaign.contactListId, ids.record, TEST_ACTOR)],
    ['messageTemplates.update', 'not_found', () => store.messageTemplates.update(b, ids.message, 1, { name: 'x', texts: [] }, TEST_ACTOR)],
    ['messageTemplates.delete', 'not_found', () => store.messageTemplates.delete(b, ids.message, TEST_ACTOR)],
    ['campaigns.create with its parts', 'not_found', () => store.campaigns.create(b, { ...ids.campaign, name: 'x' }, TEST_ACTOR)],
    ['campaigns.update', 'not_found', () => store.campaigns.update(b, ids.campaign.id, 1, ids.campaign, TEST_ACTOR)],
    ['campaigns.delete', 'not_found', () => store.campaigns.delete(b, ids.campaign.id, TEST_ACTOR)],
    ['campaigns.setStatus', 'not_found', () => store.campaigns.setStatus(b, ids.campaign.id, 'paused', TEST_ACTOR)],
    ['queue.enqueueAll', 'not_found', () => store.queue.enqueueAll(b, ids.campaign.id, NOON, TEST_ACTOR)],
    ['organizations.create with its id', 'name_taken', async () => store.organizations.create(await store.organizations.get(a), TEST_ACTOR)],
  ]; // prettier-ignore
  test.each(changes)('%s is refused, and A stays as it is', async (_, code, change) => {
    const before = await everythingOfA();
    await refuses(change(), code);
    expect(await everythingOfA()).toBe(before);
  });

  test('opting out, lifting, listing and purging by the same client, contact and number find nothing of A', async () => {
    const before = await everythingOfA();
    const now = { at: NOON, date: null };
    const { optOuts, suppression } = store;
    expect(await optOuts.liftAll(b, client('ann'), 'x', now, TEST_ACTOR)).toEqual([]);
    expect((await optOuts.inForceOf(b, [ids.contact], now)).size).toBe(0);
    expect(await optOuts.listInForce(b, { page: 1, pageSize: 9 }, now)).toEqual({ items: [], total: 0 });
    expect(await suppression.ownListId(b)).toBeNull();
    expect(await store.deviceStops.holdersOf(b, device(DEVICE))).toEqual([]);
    const bulk = { numbers: [device(DEVICE)], reason: 'x', source: 'x', storeUnmatched: true };
    const done = await optOuts.bulk(b, bulk, now, TEST_ACTOR);
    expect(done).toMatchObject({ contacts: [], unmatched: [DEVICE], stored: 1 });
    expect(await suppression.purgeEntries(b, noonPlus(1e12), TEST_ACTOR)).toBe(0);
    expect(await everythingOfA()).toBe(before);
  });

  test('reports, seals and exports tell nothing of A', async () => {
    const before = await everythingOfA();
    const period = { from: 0 as Instant, until: noonPlus(1e12), channel: null, direction: null };
    const filter = { ...period, campaignGroupId: null, clientId: client('ann'), accountId: null };
    const told = await store.reports.interactions(b, { ...filter, after: null, limit: 9, details: true });
    expect(told.filter(({ id }) => id === ids.attempt)).toEqual([]);
    expect(JSON.stringify(await store.reports.ruleChanges(b))).not.toContain(ids.rule);
    expect(await store.retention.get(b)).toMatchObject({ version: 0 });
    expect(await store.retention.state(b, noonPlus(1e12), TEST_ACTOR)).toBe(0);
    expect(await store.retention.removeSome(b)).toBe(0);
    for await (const part of store.persons.parts(b, client('ann')))
      expect(JSON.stringify(part)).not.toContain(ids.contact);
    expect(await store.erasures.keyOf(b)).toBeNull();
    expect(await store.erasures.list(b, page)).toEqual({ items: [], next: null });
    expect(await store.erasures.waiting(b)).toBe(0);
    expect(await store.retention.removeOptOuts(b, noonPlus(0), TEST_ACTOR)).toBe(0);
    const { seals, checkpoint } = await store.proof.heads(b);
    expect({ seals, checkpoint }).toEqual({ seals: { seq: 0, hash: '' }, checkpoint: undefined });
    for await (const line of store.proof.lines(b)) expect(JSON.stringify(line)).not.toContain(ids.contact);
    expect(await everythingOfA()).toEqual(before);
  });

  test('working its queue claims, marks, settles and recovers nothing of A', async () => {
    const before = await everythingOfA();
    const { queue } = store;
    expect(await queue.claim(b, ids.campaign.id, newClaim(), 9)).toEqual([]);
    const handingOver = {
      itemId: ids.item,
      attemptId: ids.attempt,
      decisionId: ids.decision,
      devicePosition: 1,
    };
    const marked = { ...ids.campaign, validationsEpoch: 0 };
    expect((await queue.markHandingOver(b, marked, newClaim(), [handingOver])).size).toBe(0);
    expect(await queue.recover(b, noonPlus(1e12), TEST_ACTOR)).toBe(0);
    expect(await queue.enqueueNew(b, noonPlus(1e12))).toBe(0);
    expect((await queue.dueCampaigns(b, noonPlus(1e12))).due).toEqual([]);
    expect(await queue.figures(b, ids.campaign.id, NOON)).toMatchObject({ pending: 0, processing: 0 });
    await queue.setPaused(b, true, TEST_ACTOR);
    await queue.setPaused(b, false, TEST_ACTOR);
    expect(await everythingOfA()).toBe(before);
  });

  test('deciding on the same client and device sees and moves nothing of A', async () => {
    const before = await everythingOfA();
    const query = queryOf('ann', { deviceKey: device(DEVICE), accountId: ids.account });
    const scope = { ...ALL_ATTEMPTS, byAccount: true, suppressionListIds: [ids.list] };
    const { epochs, facts } = await loadOne(store, b, query, scope);
    expect(facts).toEqual({
      contact: undefined,
      account: undefined,
      deviceKey: DEVICE,
      attempts: [],
      optOuts: [],
      entries: [],
      guards: { client: 0, device: 0 },
    });
    const survey = await store.decisions.survey(b, [query], scope);
    expect(survey.facts).toMatchObject([{ attempts: [], optOuts: [], entries: [] }]);
    const committed = await store.decisions.commit(b, epochs, [decisionOf('ann', DEVICE, facts.guards)]);
    expect(committed).toEqual(['committed']);
    await store.attempts.importMany(
      b,
      [importedAttempt('ann', DEVICE, NOON, { externalId: 'x' })],
      TEST_ACTOR,
    );
    const message = importedAttempt('ann', DEVICE, NOON);
    const lifted = await store.deviceStops.start(b, message, 'x', { at: NOON, date: null }, TEST_ACTOR);
    expect(lifted).toEqual({ optOutIds: [], entries: 0 });
    await store.contacts.upsertMany(b, [contactFields('ann', DEVICE)], TEST_ACTOR);
    const debt = { clientId: client('ann'), reference: 'R', amount: '1', currency: null };
    expect(await store.accounts.upsertMany(b, [debt], TEST_ACTOR)).toHaveLength(1);
    await store.optOuts.create(b, optOutFields('ann'), NOON, TEST_ACTOR);
    expect(await everythingOfA()).toBe(before);
  });
});

describe("raw SQL as the application's role", () => {
  test('every table of tenants is known to this test, and A has rows in each', async () => {
    const tables = await tenantTables();
    expect(tables).toHaveLength(73);
    for (const table of tables) {
      const [row] = await testStore.query<{ count: number }>(
        `select count(*)::int as count from ${table} where organization_id = $1`,
        [a],
      );
      expect([table, row?.count === 0]).toEqual([table, false]);
    }
  });

  test("reads nothing of A: under B's setting, without a setting, with A's id in the condition", async () => {
    for (const table of await tenantTables()) {
      const shown = [
        await asApplication(null, `select * from ${table}`),
        await asApplication(null, `select * from ${table} where organization_id = $1`, [a]),
        await asApplication(b, `select * from ${table} where organization_id = $1`, [a]),
      ];
      expect([table, shown.map(({ rowCount }) => rowCount)]).toEqual([table, [0, 0, 0]]);
      const { rows } = await asApplication(b, `select distinct organization_id as id from ${table}`);
      expect([table, rows.filter(({ id }) => id !== b)]).toEqual([table, []]);
      expect((await asApplication(a, `select * from ${table}`)).rowCount).toBeGreaterThan(0);
    }
  });

  test('changes and deletes nothing of A', async () => {
    for (const table of await tenantTables()) {
      for (const statement of [
        `update ${table} set organization_id = organization_id`,
        `delete from ${table}`,
      ]) {
        for (const organization of [b, null]) {
          const answer = await asApplication(organization, `${statement} where organization_id = $1`, [
            a,
          ]).then(
            ({ rowCount }) => rowCount,
            (error: unknown) => (error instanceof pg.DatabaseError ? error.code : error),
          );
          // Nothing touched, or no right to try: 42501 is `insufficient_privilege`.
          expect([statement, answer === 0 || answer === '42501']).toEqual([statement, true]);
        }
      }
    }
  });

  test('adds nothing to A, also not to its own rows', async () => {
    for (const table of await tenantTables()) {
      const columns = await writtenColumns((text) => testStore.query(text), table);
      for (const organization of [b, null]) {
        const inserted = asApplication(
          organization,
          `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1)`,
          [JSON.stringify({ organization_id: a })],
        );
        await expect(inserted, table).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  const references: readonly [name: string, insert: string, values: () => readonly unknown[]][] = [
    ['a device of its contact', `insert into devices values ($1, $2, 1, '+1', 'mobile')`, () => [b, ids.contact]],
    ['an account of its contact', `insert into accounts (organization_id, id, contact_id, reference, status) values ($1, gen_random_uuid(), $2, 'x', 'new')`, () => [b, ids.contact]],
    ['an entry of its list', `insert into suppression_entries (organization_id, list_id, id, value) values ($1, $2, gen_random_uuid(), 'x')`, () => [b, ids.list]],
    ['numbers of its list', `insert into number_set_versions (organization_id, list_id, id) values ($1, $2, gen_random_uuid())`, () => [b, ids.list]],
    ['a piece of its numbers', `insert into number_set_pieces values ($1, $2, $3, 0, 1, 0, 0, 0, '')`, () => [b, ids.numbers.listId, ids.numbers.versionId]],
    ['a device of its opt-out', `insert into opt_out_devices values ($1, $2, '+1')`, () => [b, ids.optOut]],
    ['a part of its stop', `insert into device_stop_parts values ($1, $2, 'entry', gen_random_uuid())`, () => [b, ids.stop]],
    ['a pick of its rule by its group', 'insert into campaign_group_rules values ($1, $2, $3)', () => [b, ids.group, ids.rule]],
    ['a pick of its validation by its group', 'insert into campaign_group_validations values ($1, $2, $3)', () => [b, ids.group, ids.campaigns.validation]],
    ['a pick of its rule by its profile', 'insert into dialing_profile_rules values ($1, $2, $3)', () => [b, ids.campaigns.profile, ids.rule]],
    ['a pick of its rule by its template', 'insert into campaign_template_rules values ($1, $2, $3)', () => [b, ids.campaigns.template, ids.rule]],
    ['a trigger of its treatment', `insert into treatment_triggers values ($1, 'disposition', 'X', $2)`, () => [b, ids.campaigns.treatment]],
    ['a record of its contact', `insert into contact_list_records (organization_id, id, list_id, contact_id) values ($1, gen_random_uuid(), $2, $3)`, () => [b, ids.campaign.contactListId, ids.contact]],
    ['an item of its campaign', `insert into queue_items (organization_id, id, campaign_id, record_id, contact_id, state, scheduled_at, code, reason, created_at, updated_at) values ($1, gen_random_uuid(), $2, $3, $4, 'pending', now(), 'x', 'x', now(), now())`, () => [b, ids.campaign.id, ids.record, ids.contact]],
    ['a pick of its list by its group', 'insert into campaign_group_lists values ($1, $2, $3)', () => [b, ids.group, ids.list]],
  ]; // prettier-ignore
  test.each(references)('refers to nothing of A: %s', async (_, insert, values) => {
    await expect(asApplication(b, insert, values())).rejects.toMatchObject({ code: '23503' });
  });

  test('a setting that is no organization is an error, not everything', async () => {
    await expect(asApplication('x' as OrganizationId, 'select * from contacts')).rejects.toMatchObject({
      code: '22P02',
    });
    expect((await asApplication('' as OrganizationId, 'select * from contacts')).rowCount).toBe(0);
  });

  test('the setting of jobs shows organizations and nothing else; that of authentication one key', async () => {
    for (const table of await tenantTables()) {
      await app.query('begin');
      await app.query(
        `select set_config('tact.job', 'every organization', true), set_config('tact.key_hash', 'hash of a', true)`,
      );
      const { rows } = await app.query<{ count: number }>(`select count(*)::int as count from ${table}`);
      await app.query('rollback');
      const expected = table === 'organizations' ? 2 : table === 'api_keys' ? 1 : 0;
      expect([table, rows[0]?.count]).toEqual([table, expected]);
    }
  });

  test.each(RIGHTS)('%s: %s', async (statement, isAllowed) => {
    const answer = await asApplication(a, statement).then(
      () => true,
      (error: unknown) =>
        error instanceof pg.DatabaseError && ['42501', '22023'].includes(error.code ?? '') ? false : error,
    );
    expect(answer).toBe(isAllowed);
  });
});
