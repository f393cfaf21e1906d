/**
 * Vitest's global setup: one PostgreSQL for a whole run, and a migrated template database on it. It starts when the first test asks for a
 * database, so a run that asks for none pays nothing. `TACT_TEST_DATABASE_URL` names another server to run on (its role must be able to
 * create databases and roles); nothing but databases named `tact_test_…` is made there, and they are dropped.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../src/migrate.ts';
import { connectionStringOf, removeDataDirectory, startEmbeddedProcess } from './embedded-process.ts';

/** Where tests make their databases. */
export interface TestServer {
  readonly connectionString: string;
  /** The name of a migrated database without rows, to be copied. */
  readonly template: string;
}

interface RunningServer extends TestServer {
  stop(): Promise<void>;
}

/** Speed before safety: what these databases hold is thrown away. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_connections: '300',
  deadlock_timeout: '200ms',
};

/** Gives every worker an address that answers with a `TestServer`; what it returns takes everything away. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let running: Promise<RunningServer> | undefined;
  const host = createServer((_, response) => {
    running ??= start();
    running.then(
      ({ connectionString, template }) => response.end(JSON.stringify({ connectionString, template })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  project.provide('tactTestServer', `http://127.0.0.1:${(host.address() as AddressInfo).port}`);
  return async () => {
    host.closeAllConnections();
    await new Promise<void>((resolve) => host.close(() => resolve()));
    await (await running)?.stop();
  };
}

function start(): Promise<RunningServer> {
  const given = process.env['TACT_TEST_DATABASE_URL'] ?? '';
  return given === '' ? startEmbedded() : startOn(given);
}

async function startEmbedded(): Promise<RunningServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'tact-test-'));
  try {
    const child = await startEmbeddedProcess(dataDirectory, { settings: SETTINGS });
    try {
      const server = await startOn(connectionStringOf(child));
      const stop = async () => {
        await child.stop();
        await removeDataDirectory(dataDirectory);
      };
      return { ...server, stop };
    } catch (error) {
      await child.stop();
      throw error;
    }
  } catch (error) {
    await removeDataDirectory(dataDirectory);
    throw error;
  }
}

async function startOn(connectionString: string): Promise<RunningServer> {
  const template = `tact_test_${randomBytes(4).toString('hex')}_template`;
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await admin(`create database ${template}`);
  const address = new URL(connectionString);
  address.pathname = template;
  await migrate(address.href);
  return { connectionString, template, stop: () => admin(`drop database ${template} with (force)`) };
}
