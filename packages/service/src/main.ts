import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Endpoint } from '@tact/api';
import { zoneTable } from '@tact/places';
import type { Store } from '@tact/store';
import packageJson from '../package.json' with { type: 'json' };
import { startBacktestRunner } from './backtest/backtest-runner.ts';
import { createAddressGuard } from './channels/address-guard.ts';
import type { ChannelSurroundings } from './channels/channel-surroundings.ts';
import { createHttpCaller } from './channels/http-call.ts';
import { createSwitchboard, type Switchboard } from './channels/switchboard.ts';
import { realTimers, type Timers } from './channels/timers.ts';
import type { Parts } from './commands/context.ts';
import { createDecider } from './deciding/create-decider.ts';
import type { Clock } from './deciding/decider.ts';
import type { ChannelDirectory } from './execution/channel-directory.ts';
import { createProcessor, type ProcessorParts } from './execution/processor.ts';
import { startRunner, type ExecutionHealth, type Runner } from './execution/runner.ts';
import { startErasureRunner } from './erasure/erasure-runner.ts';
import { createApp } from './http/app.ts';
import { createMetrics } from './http/metrics.ts';
import { startContactImportRunner } from './jobs/contact-import-runner.ts';
import { NO_JOB_RUNNER, startJobRunner } from './jobs/runner.ts';
import { createSpool, type Spool } from './jobs/spool.ts';
import { keepReplayed } from './keep-replayed.ts';
import { keepVerified } from './keep-verified.ts';
import { createValidators } from './pre-dial/validators.ts';
import { startReportFileRunner } from './proof/report-file-runner.ts';
import { registerRoutes } from './routes/register.ts';
import { atMost } from './threads/at-most.ts';
import { createWorkThreads, type WorkThreads } from './threads/work-threads.ts';
import type { Bundle } from './web/load-bundle.ts';
import { nameOfError } from './told-error.ts';

/** What the service is made of. */
export interface ServiceParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Where threads that look through the history find the database; without it they do so in this thread. */
  readonly connectionString?: string;
  readonly logger: Logger;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** A store that logs in as the tables' owner, for erasing persons; null or nothing: orders wait for a process that has one. */
  readonly caretaker?: Store | null;
  /** Addresses and networks of proxies before the service: what they say of who asks is believed; of nobody where there is none. */
  readonly trustedProxies?: readonly string[];
  /** The web admin; without it the start page stands at `/`. */
  readonly web?: Bundle;
  /** Whether the database has exactly this program's schema; true where nobody says. */
  readonly isMigrated?: () => Promise<boolean>;
  /** How long requests that are under way may take when the service stops, milliseconds. */
  readonly drainMsMax?: number;
  /** Whether this process works on imports, that is reads the files that were sent; true where nobody says. */
  readonly imports?: boolean;
  /** The folder where files that were sent are kept while jobs work on them; made when the first one comes. */
  readonly spoolDirectory: string;
  /** Keys, addresses and the way in from outside that channels need; without them only channels without secrets work. */
  readonly channels?: Partial<ChannelSurroundings & { readonly timers: Timers }>;
  /** Through what this process works on the queues: the channels that are set up, or others; null or nothing: it works on none. */
  readonly execution?: 'channels' | ChannelDirectory | null;
  /** For tests: called with every answer before it is sent; what it throws becomes an `internal` error. */
  readonly inspectAnswer?: (endpoint: Endpoint, status: number, body: unknown) => void;
}

/** A running service. */
export interface Service {
  /** Such as `http://127.0.0.1:8228`. */
  readonly address: string;
  /** Sends a request through the same routes, without the network. */
  request(request: {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  }): Promise<{ readonly status: number; readonly text: string }>;
  /** The adapters through which attempts go out. */
  readonly channels: Switchboard;
  /** Takes no more requests, finishes those that run, closes every connection. The store stays open. May be called twice. */
  stop(): Promise<void>;
}

const DRAIN_MS_MAX = 10_000;
/** Looks through the past or the days to come that somebody waits for, at once. */
const LOOKS_AT_ONCE = 2;

/** The version of this program. */
export const VERSION = packageJson.version;

/** What works in the background for whoever asked and did not wait. */
function startBackground({
  store,
  spool,
  workThreads,
  caretaker,
  imports = true,
  logger,
}: Pick<ServiceParts, 'store' | 'caretaker' | 'imports' | 'logger'> & {
  readonly spool: Spool;
  readonly workThreads: WorkThreads;
}) {
  const runners = {
    jobs: imports ? startJobRunner({ store, spool, logger }) : NO_JOB_RUNNER,
    contactImports: imports ? startContactImportRunner({ store, spool, logger }) : NO_JOB_RUNNER,
    backtests: startBacktestRunner({ store, workThreads, threads: availableParallelism(), logger }),
    reportFiles: startReportFileRunner({ store, zoneTable: zoneTable(), logger }),
    erasures: caretaker == null ? null : startErasureRunner(caretaker, logger),
  };
  return {
    runners,
    stop: () => Promise.all(Object.values(runners).flatMap((runner) => runner?.stop() ?? [])),
  };
}

/**
 * Connections that may wait to be taken up; the system may allow fewer (Linux: `net.core.somaxconn`). Node's own 511 are full at once where a
 * dialer with thousands of calls waits for half a second: what comes then is cut off by the system, where it should be told to come back.
 */
const BACKLOG = 4_096;

/** Wires everything together, and listens. The only place where that is done. Throws where it cannot listen, and leaves nothing running then. */
export async function startService(parts: ServiceParts): Promise<Service> {
  const { store, clock, logger, host, port, inspectAnswer, execution = null } = parts;
  let isStopping = false;
  let runner: Runner | null = null;
  const executionHealth = (): ExecutionHealth => runner?.health() ?? { state: 'off', lastTurnAt: null };
  const metrics = createMetrics({ store, clock, executionHealth });
  const decider = metrics.measured(createDecider({ store, clock, zoneTable: zoneTable() }));
  const spool = createSpool(parts.spoolDirectory);
  const { connectionString = null } = parts;
  const workThreads = createWorkThreads({ store, zoneTable: zoneTable(), connectionString });
  const background = startBackground({ ...parts, spool, workThreads });
  const { trustedProxies } = parts;
  const asked = { store, clock, decider, logger, metrics };
  const appParts = { ...asked, isStopping: () => isStopping, inspectAnswer, trustedProxies };
  const { app, router } = createApp(appParts);
  const channels = channelsOf({ store, clock, decider, logger }, parts.channels);
  const replayed = { zoneTable: zoneTable(), onReplayed: metrics.countReplayed };
  const endReplays = keepReplayed({ store, clock, logger, ...replayed });
  const endVerifying = keepVerified({ store, clock, logger, onVerified: metrics.countVerified });
  const registered = {
    isMigrated: parts.isMigrated ?? (() => Promise.resolve(true)),
    executionHealth,
    spool,
    ...background.runners,
    workThreads,
    looks: atMost(LOOKS_AT_ONCE),
    web: parts.web,
  };
  registerRoutes(app, router, { ...appParts, ...registered, ...channels }, VERSION);

  const underWay = countUnderWay(app.server);
  await listening(app.listen({ host, port, backlog: BACKLOG }), stop, logger);
  const directory = execution === 'channels' ? channels.switchboard : execution;
  const executed = { validators: createValidators(channels), onEvent: metrics.countExecution };
  if (directory !== null) runner = startExecution({ ...asked, ...executed, channels: directory });

  async function stop(): Promise<void> {
    isStopping = true;
    const executionEnded = runner?.stop();
    const drainUntilMs = performance.now() + (parts.drainMsMax ?? DRAIN_MS_MAX);
    while (underWay() > 0 && performance.now() < drainUntilMs) await sleep(10);
    await Promise.all([background.stop(), endReplays(), endVerifying()]);
    await workThreads.end();
    if (underWay() > 0) logger.warn({ requests: underWay() }, 'requests were cut off at the end');
    const closed = app.close();
    app.server.closeAllConnections();
    await Promise.all([closed, executionEnded]);
    await channels.switchboard.close();
  }
  let stopped: Promise<void> | undefined;
  return {
    address: addressOf(app.server.address(), host),
    async request({ method, path, headers, body }) {
      const payload = body === undefined ? {} : { payload: body };
      const { statusCode, payload: text } = await app.inject({ method, url: path, headers, ...payload });
      return { status: statusCode, text };
    },
    channels: channels.switchboard,
    stop: () => (stopped ??= stop()),
  };
}

/** Works through the queues, until it is stopped. */
function startExecution(parts: ProcessorParts): Runner {
  return startRunner(createProcessor(parts), parts.clock, parts.logger);
}

/** Waits until the service listens. Where it cannot, all is stopped: nobody else could stop what works in the background by now. */
async function listening(
  listened: Promise<unknown>,
  stop: () => Promise<void>,
  logger: Logger,
): Promise<void> {
  try {
    await listened;
  } catch (error) {
    await stop().catch((failure: unknown) => {
      logger.error({ error: nameOfError(failure) }, 'not all could be stopped');
    });
    throw error;
  }
}

/** How many requests are under way. Counted, not collected: the table behind a set grows anew again and again, and each old one keeps the next alive with all that is in it. */
function countUnderWay(server: Server): () => number {
  let underWay = 0;
  server.prependListener('request', (_request, response: ServerResponse) => {
    underWay++;
    response.once('close', () => underWay--);
  });
  return () => underWay;
}

/** What is behind the channels. */
function channelsOf(parts: Parts & { readonly logger: Logger }, given: ServiceParts['channels'] = {}) {
  const { secretBox = null, publicUrl = null, timers = realTimers(parts.clock) } = given;
  const guard = given.guard ?? createAddressGuard({ allowsPrivate: false });
  const caller = createHttpCaller(guard);
  const surroundings = { secretBox, publicUrl, guard };
  return {
    ...surroundings,
    caller,
    switchboard: createSwitchboard({ ...parts, ...surroundings, timers, caller }),
  };
}

/** Where somebody on this machine reaches the service. */
function addressOf(listening: string | { readonly port: number } | null, host: string): string {
  if (listening === null || typeof listening === 'string') throw new Error('the service listens on no port');
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${listening.port}`;
}
