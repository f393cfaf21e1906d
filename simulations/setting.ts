import type { Client } from '@tact/api';

/** The limit under which all simulations ask: the attempt that would be the next one is not granted. */
export const ATTEMPTS_MAX = 7;

/** Makes an organization that is open at all hours and allows seven attempts in seven local days on a contact. */
export async function prepareOrganization(client: Client): Promise<void> {
  const organization = await client.organization.get();
  await client.organization.update({
    body: {
      version: organization.version,
      allowedHours: { everyDay: 'any' },
      limits: { attemptsPerDayMax: null, attemptsPerWeekMax: null, intervalHoursMin: null },
    },
  });
  await client.attemptRules.create({
    body: {
      name: 'Seven in seven days',
      required: true,
      priority: 1,
      conditions: {
        scope: 'tenant',
        count: ATTEMPTS_MAX,
        direction: 'outbound',
        period: { kind: 'local-days', days: 7 },
        countBy: 'any',
        using: 'client',
        channels: 'any',
        countedChannels: null,
        devices: 'any',
        deviceTypes: 'any',
        to: [],
        betweenTimes: null,
      },
    },
  });
}

/** Makes a contact with one number that nobody has. */
export async function prepareContact(client: Client, clientId: string, serial: number): Promise<void> {
  const line = String(100 + (serial % 100)).padStart(4, '0');
  const areaCode = AREA_CODES[Math.floor(serial / 100) % AREA_CODES.length] ?? '212';
  await client.contacts.put({
    params: { clientId },
    body: { zone: 'America/New_York', country: 'US', devices: [{ address: `+1${areaCode}555${line}` }] },
  });
}

const AREA_CODES = [
  '212',
  '213',
  '312',
  '404',
  '415',
  '503',
  '602',
  '617',
  '702',
  '713',
  '801',
  '816',
  '904',
  '907',
  '919',
];

/** All attempts on a contact that count: those that were not released. */
export async function countedAttempts(client: Client, clientId: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page: Awaited<ReturnType<Client['attempts']['list']>> = await client.attempts.list({
      query: { clientId, limit: 200, ...(cursor === undefined ? {} : { cursor }) },
    });
    for (const { id, state } of page.items) if (state !== 'released') ids.push(id);
    if (page.next === null) return ids;
    cursor = page.next;
  }
}
