import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { isMigrated, openStore, type Store } from '@tact/store';
import { newApiKey } from './api-key.ts';
import { createAddressGuard } from './channels/address-guard.ts';
import { createSecretBox } from './channels/secret-box.ts';
import { closeAll, within } from './close-all.ts';
import { createClock } from './deciding/clock.ts';
import type { Clock } from './deciding/decider.ts';
import { DEMO_ORGANIZATION_ID, seedDemo } from './demo/index.ts';
import { addAdministrator, createAdministratorKey, firstRun } from './first-run.ts';
import { erasureKeysOfService, secretKeysOfService } from './erasure/erasure-keys.ts';
import { keepRetention } from './keep-retention.ts';
import { keepSealed } from './keep-sealed.ts';
import { openServiceDatabase, type ServiceDatabase } from './open-service-database.ts';
import { openSigner } from './proof/checkpoints.ts';
import { startService, type Service } from './main.ts';
import type { Settings } from './settings.ts';
import { buildBundle, type BuiltBundle } from './web/build-bundle.ts';
import { loadBundle, type Bundle } from './web/load-bundle.ts';
import { welcome } from './welcome.ts';
import { nameOfError } from './told-error.ts';

/** What `serve` reaches outside of itself; each has a default that is right for a program of its own. */
export interface Surroundings {
  /** Shows text to the person at the terminal; secrets among it. By default standard error: the log goes to standard output. */
  readonly say: (text: string) => void;
  readonly logger: Logger;
  /** Ends the process after a signal. */
  readonly exit: (code: number) => void;
}

/** Closing the pool waits for its statements; beyond this it is left to the end of the process. */
const CLOSE_MS_MAX = 5_000;

/**
 * Starts the whole program: database, schema, first run, service. SIGTERM and SIGINT stop it in order and end the process; a second one
 * ends it at once. Throws where it cannot start, and leaves nothing running then.
 */
export async function serve(
  settings: Settings & { readonly demo?: boolean },
  given: Partial<Surroundings> = {},
): Promise<Service> {
  const { say, logger, exit } = { ...surroundings(settings), ...given };
  const building = buildBundle();
  const opened: (() => Promise<void>)[] = [];
  try {
    const database = await openServiceDatabase(settings, logger, opened);
    const store = await openStore({
      connectionString: database.serviceAddress,
      replicaConnectionString: settings.databaseReplicaUrl ?? undefined,
      erasureKeys: erasureKeysOfService(settings),
    });
    opened.push(() => within(CLOSE_MS_MAX, store.close()));
    const clock = createClock();
    const first = await firstRun(store, clock, settings, {
      connectionString: database.serviceAddress,
      systemZone: process.env['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      isOwn: (id) => id !== DEMO_ORGANIZATION_ID,
    });
    if (settings.demo === true) await addDemo(store, clock, say);
    const caretaker = await caretakerOf(database, settings, opened);
    opened.push(keepRetention({ store, caretaker, clock, logger }));
    const signer = await openSigner(settings.signingKey, settings.dataDirectory);
    opened.push(keepSealed(store, clock, signer, logger));
    const { host, port } = settings;
    const service = await startService({
      store,
      connectionString: database.serviceAddress,
      clock,
      logger,
      host,
      port,
      trustedProxies: settings.trustedProxies,
      spoolDirectory: join(settings.dataDirectory, 'spool'),
      channels: await channelSurroundings(settings),
      caretaker,
      imports: settings.imports,
      isMigrated: remembered(() => isMigrated(database.serviceAddress)),
      execution: settings.execution ? 'channels' : null,
      ...(await webOf(await building, say)),
    });
    opened.push(() => service.stop());
    const stop = async () => {
      await closeAll(opened, logger);
      logger.info('stopped');
    };
    // Before anybody is told that it answers: who reads that may end it at once.
    stopOnSignals(stop, exit, logger);
    say(await welcome(service, first, settings));
    return { ...service, stop };
  } catch (error) {
    // What could not be closed is in the log; why it could not start is what is told.
    await closeAll(opened, logger).catch(() => undefined);
    throw error;
  }
}

/** A store that logs in as the tables' owner, for keeping retention and erasing persons; null where the owner's address is not known. */
async function caretakerOf(
  { ownerAddress }: ServiceDatabase,
  settings: Settings,
  opened: (() => Promise<void>)[],
): Promise<Store | null> {
  if (ownerAddress === null) return null;
  const caretaker = await openStore({
    connectionString: ownerAddress,
    poolSize: 1,
    erasureKeys: erasureKeysOfService(settings),
  });
  opened.push(() => within(CLOSE_MS_MAX, caretaker.close()));
  return caretaker;
}

/** The key file is looked for after the database was opened: a new data folder has to be empty then. */
async function channelSurroundings(settings: Settings) {
  return {
    secretBox: createSecretBox(await secretKeysOfService(settings)),
    guard: createAddressGuard({ allowsPrivate: settings.allowPrivateAddresses }),
    publicUrl: settings.publicUrl,
  };
}

/** The web admin as it is served; nothing, and a line that says why, where it cannot be built. */
async function webOf(built: BuiltBundle, say: (text: string) => void): Promise<{ readonly web?: Bundle }> {
  if (built.folder === null) {
    say(`the web admin could not be built (${built.why}); the API works without it\n`);
    return {};
  }
  if (built.staleBecause !== undefined)
    say(`the web admin is an older one, because it could not be built (${built.staleBecause})\n`);
  if (built.madeInMs !== null) say(`the web admin was built in ${(built.madeInMs / 1_000).toFixed(1)} s\n`);
  return { web: await loadBundle(built.folder) };
}

function surroundings({ logLevel }: Settings): Surroundings {
  return {
    say: (text) => void process.stderr.write(text),
    logger: createLogger(logLevel),
    exit: (code) => process.exit(code),
  };
}

/** The service's log: JSON lines on standard output, with no number, name, address or client id in them. */
export function createLogger(level: Settings['logLevel']): Logger {
  const options = { level, base: { service: 'tact' }, timestamp: pino.stdTimeFunctions.isoTime };
  // Line by line: what is still to be written at the end to a pipe that nobody reads any more would keep the process from ending.
  return pino(options, pino.destination({ dest: 1, sync: true }));
}

async function addDemo(store: Store, clock: Clock, say: (text: string) => void): Promise<void> {
  await seedDemo(store, clock, (line) => say(`${line}\n`));
  const { items } = await store.access.listApiKeys(DEMO_ORGANIZATION_ID, { limit: 1, cursor: null });
  if (items.length === 0) {
    const key = newApiKey();
    await createAdministratorKey(store, DEMO_ORGANIZATION_ID, 'demo key', key);
    say(`demo: API key ${key} (shown this once)\n`);
  }
  const user = await addAdministrator(store, DEMO_ORGANIZATION_ID, {
    adminEmail: 'demo@localhost',
    adminPassword: null,
  });
  if (user !== null)
    say(`demo: sign in as ${user.email} with the password ${user.password ?? ''} (shown this once)\n`);
}

/** A schema that is current stays so while the process runs; one that is not is looked at again. */
function remembered(look: () => Promise<boolean>): () => Promise<boolean> {
  let isCurrent = false;
  return async () => (isCurrent ||= await look());
}

function stopOnSignals(stop: () => Promise<void>, exit: (code: number) => void, logger: Logger): void {
  let isStopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isStopping) {
      exit(1);
      return;
    }
    isStopping = true;
    logger.info({ signal }, 'stopping');
    stop().then(
      () => exit(0),
      (error: unknown) => {
        logger.error({ error: nameOfError(error) }, 'the stop failed');
        exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
