import { rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@tact/api';
import { findRunning } from '@tact/store';
import { createServiceProcess, type ServiceProcess } from '../simulations/service-process.ts';
import { tactProgram } from '../simulations/tact-program.ts';
import { makeContactList } from './make-contact-list.ts';
import { runTact } from './tact-command.ts';

/** A running service with contacts and rules, and the database under it. */
export interface BenchService {
  readonly service: ServiceProcess;
  readonly connectionString: string;
  /** The list that was imported. */
  readonly listPath: string;
}

/**
 * Starts a service on an empty folder, imports so many contacts, gives it rules, and takes everything away in the end. `program`: Node's options and
 * the program, where it is not `tact` itself; `settings`: environment variables of it.
 */
export async function withService<Result>(
  contacts: number,
  work: (bench: BenchService) => Promise<Result>,
  {
    program = tactProgram(),
    settings = {},
  }: { readonly program?: readonly string[]; readonly settings?: Readonly<Record<string, string>> } = {},
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-bench-'));
  const service = await createServiceProcess(settings, { program, ignoresClock: false });
  try {
    await service.start();
    const running = await findRunning(service.folder);
    if (running === undefined) throw new Error('the database of the service is not found');
    const listPath = join(folder, 'list.csv');
    await makeContactList(listPath, contacts, 1);
    await runTact(['import', 'contacts', listPath, '--data-dir', service.folder]);
    await addRules(service.client);
    return await work({ service, connectionString: running.connectionString, listPath });
  } finally {
    await service.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Hours on the contact's clock, three attempts a day on a number, seven in seven days on a contact: what most organizations have. */
async function addRules(client: Client): Promise<void> {
  const attempt = {
    scope: 'tenant',
    direction: 'outbound',
    countBy: 'any',
    channels: 'any',
    countedChannels: null,
    devices: 'any',
    deviceTypes: 'any',
    to: [],
    betweenTimes: null,
  } as const;
  // Open at all hours: what is measured must not hang on the time of day.
  const { version } = await client.organization.get();
  await client.organization.update({ body: { version, allowedHours: { everyDay: 'any' } } });
  await client.contactTimesRules.create({
    body: {
      name: 'Hours',
      required: true,
      priority: 1,
      conditions: {
        country: 'any',
        regions: [],
        devices: 'any',
        deviceTypes: 'any',
        timezoneSource: 'contact-and-device',
        strict: false,
        times: { everyDay: [{ start: '00:00', end: '24:00' }] },
      },
    },
  });
  await client.attemptRules.create({
    body: {
      name: 'Seven in seven days',
      required: true,
      priority: 1,
      conditions: { ...attempt, count: 7, using: 'client', period: { kind: 'local-days', days: 7 } },
    },
  });
  await client.attemptRules.create({
    body: {
      name: 'Three in a day',
      required: true,
      priority: 2,
      conditions: {
        ...attempt,
        count: 3,
        using: 'device',
        period: { kind: 'rolling', amount: 24, unit: 'hours' },
      },
    },
  });
}

/** The client id of a person of the list, from 0. */
export function clientIdAt(index: number): string {
  return `C${String(index + 1).padStart(7, '0')}`;
}
