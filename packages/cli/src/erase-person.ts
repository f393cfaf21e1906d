import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientId } from '@tact/engine';
import { parseEmail, parseNumber } from '@tact/places';
import { carryOutErasure, ERASURE_LEASE_MS } from '@tact/service/without-http';
import { ERASURE_STEPS, mayMigrate, openStore, type Erasure, type ErasureSubject } from '@tact/store';
import { asFailure, reasonOf } from './as-failure.ts';
import { commandLineActor } from './command-line-actor.ts';
import type { ErasePersonOptions } from './commands/person.ts';
import { counted } from './counted.ts';
import { erasureKeys, withStore, type OpenedStore } from './database.ts';
import { Failure, usage } from './failure.ts';
import { withProgress } from './progress.ts';

/** How often an erasure that another process works on is looked at, milliseconds. */
const LOOK_EVERY_MS = 500;

/** Carries out `tact person erase`: asks, erases, and tells what went. */
export async function erasePerson(client: string | null, options: ErasePersonOptions): Promise<void> {
  const subject = subjectOf(client, options.device);
  const reason = reasonOf(options.reason, ', without a name or a number');
  if (options.yes !== true) await confirmed(client ?? options.device ?? '');
  await withStore(
    options,
    async (opened) => {
      const mayErase = await mayMigrate(opened.ownerConnectionString);
      if (mayErase) await assertKey(opened, options);
      const erasure = await order(opened, subject, reason);
      if (!mayErase) {
        if (options.json === true) process.stdout.write(`${JSON.stringify(jsonOf(erasure))}\n`);
        throw new Failure(
          `erasure ${erasure.id} is ordered and not carried out: this login may not; a service with \`DATABASE_OWNER_URL\` does, or this command with it`,
        );
      }
      const ended = await carriedOut(opened, erasure, options);
      process.stdout.write(options.json === true ? `${JSON.stringify(jsonOf(ended))}\n` : textOf(ended));
    },
    { graceful: true },
  );
}

function subjectOf(client: string | null, device: string | undefined): ErasureSubject {
  if ((client === null) === (device === undefined))
    throw usage('name a client id, or a device with --device');
  if (client !== null) return { clientId: client as ClientId };
  const parsed = device?.includes('@') === true ? parseEmail(device) : parseNumber(device ?? '', null);
  if (!parsed.ok) throw usage(`\`${device ?? ''}\` is no number with \`+\` and no e-mail address`);
  return { deviceKey: parsed.key };
}

/** Asks for the same once more, typed. Without a terminal nothing can be asked, so it has to be said. */
async function confirmed(who: string): Promise<void> {
  if (!process.stdin.isTTY) throw usage('this cannot be undone; say --yes where nobody can be asked');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    process.stderr.write(
      'Everything that names the person goes, for good. Opt-outs and suppressions stay in force.\n',
    );
    const typed = await lines.question(`Type \`${who}\` to erase: `);
    if (typed !== who) throw new Failure('that was something else; nothing was erased');
  } finally {
    lines.close();
  }
}

/** Before anything is ordered: what is erased under another key than the service's is never found again, and the service decides nothing. */
async function assertKey({ store, organization }: OpenedStore, options: ErasePersonOptions): Promise<void> {
  await asFailure(async () => {
    await erasureKeys(options).assertThere();
    await store.erasures.keyOf(organization.id);
  }, 'nothing was erased: ');
}

async function order(
  { store, organization }: OpenedStore,
  subject: ErasureSubject,
  reason: string,
): Promise<Erasure> {
  const actor = { ...commandLineActor(), source: 'individual' as const };
  return asFailure(() => store.erasures.create(organization.id, subject, reason, actor));
}

/** Works on the erasure, or waits for the process that took it first. */
async function carriedOut(
  { organization, ownerConnectionString, signal }: OpenedStore,
  ordered: Erasure,
  options: ErasePersonOptions,
): Promise<Erasure> {
  const caretaker = await openStore({
    connectionString: ownerConnectionString,
    poolSize: 1,
    erasureKeys: erasureKeys(options),
  });
  const runner = randomUUID();
  const organizationId = organization.id;
  try {
    const ended = await withProgress('erase', ERASURE_STEPS.length - 1, async (progress) => {
      const onProgress = ({ step, counts }: Erasure) => {
        const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
        progress.update(ERASURE_STEPS.indexOf(step), `${step}, ${counted(rows)} rows`);
      };
      let erasure: Erasure = ordered;
      while (erasure.state === 'queued' || erasure.state === 'running') {
        if (signal.aborted) throw new Failure('interrupted; the same command again, or the service, goes on');
        // Another one may wait before it.
        const taken = await caretaker.erasures.take(organizationId, runner, ERASURE_LEASE_MS);
        if (taken === undefined) await sleep(LOOK_EVERY_MS);
        else await carryOutErasure({ caretaker, organizationId, runner, signal, onProgress }, taken);
        erasure = (await caretaker.erasures.get(organizationId, ordered.id)) ?? ordered;
      }
      return erasure;
    });
    if (ended.error !== null) throw new Failure(ended.error.sentence);
    return ended;
  } finally {
    await caretaker.close();
  }
}

function jsonOf({ id, state, counts }: Erasure) {
  return { id, state, counts };
}

function textOf({ id, counts }: Erasure): string {
  const told = Object.entries(counts).filter(([, count]) => count > 0);
  const lines = told.map(([what, count]) => `  ${what}: ${count}`);
  return `${[told.length === 0 ? 'nothing names the person' : 'erased:', ...lines, `erasure ${id}`].join('\n')}\n`;
}
