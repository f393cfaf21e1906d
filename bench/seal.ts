import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientId, OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { createClock, createDecider, SEAL_HASHES } from '@tact/service/without-http';
import type { Store } from '@tact/store';
import { withDatabase } from './bench-database.ts';
import { figure, type Bench } from './figure.ts';

/** Reservations that are under way at once. */
const CONCURRENCY = 32;
/** People that are asked about, so that hardly two requests are about one. */
const PEOPLE = 200_000;
/** How often is sealed: what each turn records is sealed in the very turn, so that it bears the cost of it. A service seals once a minute. */
const SEAL_EVERY_MS = 2_000;
/** Longer than any of these transactions lasts. */
const SETTLE_MS = 500;
/** What a turn leaves unsealed: half the time between two seals, and what has not settled. */
const BACKLOG_SECONDS = (SEAL_EVERY_MS / 2 + SETTLE_MS) / 1_000;

/** Reservations while what they record is sealed, beside the same without sealing, in turns. Sealing may cost a twentieth. */
export const sealBench: Bench = async ({ smoke, say }) => {
  // Many short turns: what else the machine does meets both alike.
  const turns = smoke ? 1 : 8;
  const seconds = smoke ? 3 : 10;
  return withDatabase(async ({ store, organizationId }) => {
    const reserve = reserver(store, organizationId);
    await reserveFor(reserve, smoke ? 1 : 5);
    const made = { with: 0, without: 0 };
    let sealed = 0;
    for (let turn = 0; turn < turns; turn++) {
      // Each goes first as often as the other: tables grow with every turn.
      for (const kind of turn % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
        await sleep(SETTLE_MS);
        await sealAll(store, organizationId);
        // As much waits to be sealed when a turn begins as when it ends, so that each turn pays for as many records as it makes.
        await reserveFor(reserve, BACKLOG_SECONDS);
        const sealing = kind === 'with' ? keepSealing(store, organizationId) : undefined;
        const rate = await reserveFor(reserve, seconds);
        sealed += (await sealing?.end()) ?? 0;
        made[kind] += rate / turns;
        say(`  turn ${turn + 1}, ${kind} sealing: ${Math.round(rate)} reservations a second`);
      }
    }
    if (sealed === 0) throw new Error('nothing was sealed');
    const limit = { name: 'the same without sealing, in turns', value: made.without };
    return [
      figure('seal', 'reservations while sealing', made.with, '/s', limit),
      figure('seal', 'records sealed meanwhile, each second', sealed / (turns * seconds), '/s'),
    ];
  });
};

type Reserve = () => Promise<void>;

function reserver(store: Store, organizationId: OrganizationId): Reserve {
  const decider = createDecider({ store, clock: createClock(), zoneTable: zoneTable() });
  let asked = 0;
  return async () => {
    const person = (asked++ * 7_919) % PEOPLE;
    const contact = {
      by: 'inline' as const,
      clientId: `c-${person}` as ClientId,
      zone: 'America/New_York',
      country: 'US',
      region: null,
      postalCode: null,
      attributes: {},
      devices: [{ address: `+1212${2_000_000 + person}`, type: 'mobile' as const }],
    };
    const [answer] = await decider.reserve(organizationId, [
      { contact, device: null, channel: 'call', accountId: null, campaignGroupId: null, attributes: {}, at: null, expiresInMs: 900_000 },
    ]); // prettier-ignore
    if (answer?.answered !== true) throw new Error('a reservation was not answered');
  };
}

/** Reservations a second over some seconds. */
async function reserveFor(reserve: Reserve, seconds: number): Promise<number> {
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + seconds * 1_000;
  let made = 0;
  const worker = async () => {
    while (performance.now() < endsAtMs) {
      await reserve();
      made++;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return (made * 1_000) / (performance.now() - startedAtMs);
}

async function sealAll(store: Store, organizationId: OrganizationId): Promise<number> {
  let all = 0;
  for (;;) {
    const sealed = await store.proof.seal(organizationId, SEAL_HASHES, SETTLE_MS);
    if (sealed === 0) return all;
    all += sealed;
  }
}

/** Seals again and again until it is ended; gives how many records. */
function keepSealing(store: Store, organizationId: OrganizationId): { readonly end: () => Promise<number> } {
  const state = { isOver: false };
  const work = async () => {
    let sealed = 0;
    while (!state.isOver) {
      sealed += await sealAll(store, organizationId);
      await sleep(SEAL_EVERY_MS);
    }
    return sealed;
  };
  const working = work();
  return {
    end: () => {
      state.isOver = true;
      return working;
    },
  };
}
