import type { Instant } from '@tact/engine';
import { accessPort } from './access.ts';
import { accountPort } from './accounts.ts';
import { attemptPort } from './attempts.ts';
import { auditPort } from './audit-log.ts';
import { campaignGroupPort, campaignTemplatePort, dialingProfilePort } from './campaign-objects.ts';
import { backtestPort } from './backtests.ts';
import { channelPort } from './channels.ts';
import { contactDatePort } from './contact-dates.ts';
import { campaignPort } from './campaigns/campaign-port.ts';
import { messageTemplatePort } from './campaigns/message-template-port.ts';
import { contactListPort } from './contact-lists/contact-list-port.ts';
import { contactImportPort } from './contact-imports/contact-import-port.ts';
import { contactPort } from './contacts.ts';
import { customTimezonePort } from './custom-timezones.ts';
import { openDatabase, type Database, type DatabaseOptions } from './database.ts';
import { decisionPort } from './decisions.ts';
import { deviceStopPort } from './device-stops.ts';
import { dispositionPort } from './dispositions.ts';
import { createNamers } from './erasure/erased-names.ts';
import { erasurePort } from './erasure/erasure-port.ts';
import { historyPort } from './history/history-port.ts';
import { idempotencyPort } from './idempotency.ts';
import { jobPort } from './jobs.ts';
import { listImportPort } from './list-imports/list-import-port.ts';
import { numberSetPort } from './number-sets/number-set-port.ts';
import { optOutPort } from './opt-outs.ts';
import { organizationPort } from './organizations.ts';
import type { ErasureKeyBox, Store } from './ports.ts';
import { personPort } from './persons.ts';
import { preDialValidationPort } from './pre-dial-validations.ts';
import { proofPort } from './proof.ts';
import { reportFilePort } from './report-files.ts';
import { reportPort } from './reports.ts';
import { retentionPort } from './retention.ts';
import { queuePort } from './queue/queue-port.ts';
import { rulePort } from './rules.ts';
import { suppressionPort } from './suppression-lists.ts';
import { signInFailurePort } from './sign-in-failures.ts';
import { signInPort } from './sign-in.ts';
import { treatmentPort } from './treatments.ts';
import { userPort } from './users.ts';
import { verificationPort } from './verifications.ts';

/** Where the storage is. */
export interface StoreOptions extends DatabaseOptions {
  /** A copy that follows the database, for what reports read of attempts and decisions. It may be behind, so that nothing is decided by it. */
  readonly replicaConnectionString?: string | undefined;
  /** What opens the keys of erased names; without it nothing is decided for an organization in which somebody was erased. */
  readonly erasureKeys?: ErasureKeyBox | undefined;
}

/** Connections to the copy: reports are few, and each reads with one. */
const REPLICA_POOL_SIZE = 4;

/** Opens the storage on a migrated database, and makes sure that it answers. Throws a `StoreError` where it does not. */
export async function openStore({
  replicaConnectionString,
  erasureKeys,
  ...options
}: StoreOptions): Promise<Store> {
  const database = openDatabase(options);
  const namers = createNamers(erasureKeys);
  const replica = openReplica(replicaConnectionString, options);
  const store: Store = {
    access: accessPort(database),
    users: userPort(database),
    signIn: signInPort(database),
    signInFailures: signInFailurePort(database),
    organizations: organizationPort(database),
    contacts: contactPort(database, namers),
    accounts: accountPort(database),
    campaignGroups: campaignGroupPort(database),
    dialingProfiles: dialingProfilePort(database),
    campaignTemplates: campaignTemplatePort(database),
    contactLists: contactListPort(database),
    messageTemplates: messageTemplatePort(database),
    campaigns: campaignPort(database),
    queue: queuePort(database),
    rules: rulePort(database),
    contactDates: contactDatePort(database),
    preDialValidations: preDialValidationPort(database),
    customTimezones: customTimezonePort(database),
    dispositions: dispositionPort(database),
    treatments: treatmentPort(database),
    suppression: suppressionPort(database, namers),
    numberSets: numberSetPort(database),
    listImports: listImportPort(database),
    contactImports: contactImportPort(database, namers),
    jobs: jobPort(database),
    optOuts: optOutPort(database, namers),
    channels: channelPort(database),
    deviceStops: deviceStopPort(database, namers),
    decisions: decisionPort(database, namers),
    attempts: attemptPort(database),
    audit: auditPort(database),
    reports: reportsOf(database, replica),
    history: historyPort(database),
    backtests: backtestPort(database),
    reportFiles: reportFilePort(database),
    proof: proofPort(database),
    verifications: verificationPort(database),
    retention: retentionPort(database),
    persons: personPort(database),
    erasures: erasurePort(database, namers),
    idempotency: idempotencyPort(database),
    ping: async (timeoutMs) => ({ databaseNow: (await database.ping(timeoutMs)) as Instant }),
    poolFigures: () => database.poolFigures(),
    close: async () => {
      await Promise.all([database.close(), replica?.close()]);
    },
  };
  try {
    await database.ping(10_000);
    await replica?.ping(10_000);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function openReplica(connectionString: string | undefined, options: DatabaseOptions): Database | undefined {
  return connectionString === undefined
    ? undefined
    : openDatabase({ ...options, connectionString, poolSize: REPLICA_POOL_SIZE });
}

/** What rules were in force comes from the database itself: a report must not miss a rule that its rows were decided by. */
function reportsOf(database: Database, replica: Database | undefined): Store['reports'] {
  const rules = reportPort(database);
  const rows = reportPort(replica ?? database);
  return {
    interactions: (...asked) => rows.interactions(...asked),
    interactionStream: (...asked) => rows.interactionStream(...asked),
    afterOptOuts: rows.afterOptOuts,
    ruleChanges: (...asked) => rules.ruleChanges(...asked),
  };
}
