import pg from 'pg';
import { withService } from './bench-service.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { median } from './measure.ts';
import type { ServiceProcess } from '../simulations/service-process.ts';

/** Searches of one kind. */
const ROUNDS = 15;

/**
 * How long a search among a million contacts takes at the API, the request and its answer included: by names that nobody, one, some and a
 * tenth of all have, by a client id and by a number. The limit of each is one contact by its client id, which no search can be faster than.
 */
export const contactSearchBench: Bench = async ({ smoke, say }) =>
  withService(smoke ? 2_000 : 1_000_000, async ({ service, connectionString }) => {
    const { names, clientId, address } = await sampled(connectionString);
    const [full = '', first = ''] = names;
    const searches: readonly (readonly [what: string, search: string])[] = [
      ['a letter', full.slice(0, 1)],
      ['two letters', full.slice(0, 2)],
      ['a first name', first],
      ['a whole name', full],
      ['a last name', full.split(' ').at(-1) ?? ''],
      ['a name that nobody has', 'Qxz'],
      ['the start of a client id', clientId.slice(0, 4)],
      ['a number', address],
    ];
    const one = await timed(service, (client) => client.contacts.getByClientId({ params: { clientId } }));
    const limit = { name: 'one contact by its client id', value: median(one) };
    const figures: Figure[] = [];
    for (const [what, search] of searches) {
      const times = await timed(service, (client) => client.contacts.search({ body: { search } }));
      say(`${what}: ${Math.max(...times).toFixed(0)} ms at most`);
      figures.push(figure('contact-search', what, median(times), 'ms', limit));
    }
    figures.push(
      figure(
        'contact-search',
        'a later page of a letter',
        median(await laterPages(service, full.slice(0, 1))),
        'ms',
        limit,
      ),
    );
    return figures;
  });

async function timed(
  { client }: ServiceProcess,
  ask: (client: ServiceProcess['client']) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const startedAtMs = performance.now();
    await ask(client);
    // The first one fills what is kept in memory.
    if (round > 0) times.push(performance.now() - startedAtMs);
  }
  return times;
}

async function laterPages({ client }: ServiceProcess, search: string): Promise<readonly number[]> {
  const times: number[] = [];
  let cursor: string | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const startedAtMs = performance.now();
    const body = { search, limit: 100, ...(cursor === null ? {} : { cursor }) };
    const { next }: { readonly next: string | null } = await client.contacts.search({ body });
    times.push(performance.now() - startedAtMs);
    cursor = next;
    if (cursor === null) break;
  }
  return times;
}

/** A name with two words, its first word, a client id and a number of one of the contacts that were imported. */
async function sampled(connectionString: string): Promise<{
  readonly names: readonly string[];
  readonly clientId: string;
  readonly address: string;
}> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query('analyze tact.contacts');
    const { rows } = await client.query<{ name: string; client_id: string; address: string }>(
      `select c.name, c.client_id, d.device_key as address from tact.contacts c
       join tact.devices d on d.organization_id = c.organization_id and d.contact_id = c.id
       where c.name like '% %' limit 1`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('no contact with a name and a device was imported');
    const [first = ''] = row.name.split(' ');
    return { names: [row.name, first], clientId: row.client_id, address: row.address };
  } finally {
    await client.end();
  }
}
