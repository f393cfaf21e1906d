import { availableParallelism } from 'node:os';
import { API_LIMITS } from '@tact/api/without-schemas';
import { formatInstant, formatLocal, HOUR_MS, type Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import {
  createClock,
  createWorkThreads,
  runForecast,
  startOfLocalHour,
  type ForecastResult,
} from '@tact/service/without-http';
import type { ForecastOptions } from '../commands/forecast.ts';
import { counted } from '../counted.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';
import { namedOf } from '../named-of.ts';
import { oneOf } from '../one-of.ts';
import { withProgress } from '../progress.ts';

const FORMATS = ['text', 'json', 'csv'] as const;
/** Characters of the bar beside each hour. */
const BAR_WIDTH = 40;

/** Works out who of a campaign's list is callable when, and writes it to standard output. */
export async function forecast(campaign: string, options: ForecastOptions): Promise<void> {
  const hours = Number(options.hours);
  if (!Number.isInteger(hours) || hours < 1 || hours > API_LIMITS.forecastHoursMax)
    throw usage(`--hours \`${options.hours}\` is not a number from 1 to ${API_LIMITS.forecastHoursMax}`);
  const format = oneOf(FORMATS, '--format', options.format) ?? 'text';
  await withStore(options, (opened) => run(opened, campaign, hours, format), { graceful: true });
}

async function run(
  { store, organization, connectionString, signal }: OpenedStore,
  wanted: string,
  hours: number,
  format: (typeof FORMATS)[number],
): Promise<void> {
  const campaign = await namedOf('campaign', wanted, (page) => store.campaigns.list(organization.id, page));
  const list = await store.contactLists.get(organization.id, campaign.contactListId);
  const from = createClock()();
  const hoursFrom = startOfLocalHour(zoneTable().get(organization.rules.zone), from);
  const workThreads = createWorkThreads({ store, zoneTable: zoneTable(), connectionString });
  try {
    const asked = {
      organizationId: organization.id,
      contactListId: campaign.contactListId,
      campaignGroupId: campaign.campaignGroupId,
      channel: campaign.channel,
      devicePositions: campaign.devicePositions,
      from,
      hoursFrom,
      hours,
    };
    const threads = availableParallelism();
    const result = await withProgress('forecast', list?.size ?? 0, (progress) => {
      const onProgress = (contacts: number) => progress.update(contacts, `${counted(contacts)} contacts`);
      return runForecast({ store, workThreads, threads, signal, onProgress }, asked);
    });
    if (!result.isWhole) throw new Failure('interrupted; a part of the list says nothing of the whole');
    process.stdout.write(textOf(result, hoursFrom, organization.rules.zone, format));
  } finally {
    await workThreads.end();
  }
}

function textOf(
  result: ForecastResult,
  from: Instant,
  zoneName: string,
  format: (typeof FORMATS)[number],
): string {
  const zone = zoneTable().get(zoneName);
  const { contacts, never, refused, unknown } = result;
  const hours = result.callable.map((callable, hour) => {
    const at = (from + hour * HOUR_MS) as Instant;
    return {
      fromUtc: formatInstant(at),
      fromLocal: zone === undefined ? '' : formatLocal(zone, at),
      callable,
    };
  });
  switch (format) {
    case 'json':
      return `${JSON.stringify({ contacts, never, refused, unknown, hours }, null, 2)}\n`;
    case 'csv':
      return [
        'fromUtc,fromLocal,callable,contacts',
        ...hours.map((hour) => `${hour.fromUtc},${hour.fromLocal},${hour.callable},${contacts}`),
      ]
        .map((line) => `${line}\r\n`)
        .join('');
    case 'text': {
      const lines = hours.map(({ fromUtc, fromLocal, callable }) => {
        const share = contacts === 0 ? 0 : callable / contacts;
        const bar = '█'.repeat(Math.round(share * BAR_WIDTH));
        return `${fromLocal === '' ? fromUtc : fromLocal}  ${String(callable).padStart(8)}  ${String(Math.round(100 * share)).padStart(3)} %  ${bar}`.trimEnd();
      });
      const head = `${contacts} contacts; ${never} in none of these hours (${refused} have no device that could be asked about)`;
      return `${[head, ...(unknown === 0 ? [] : [`${unknown} could not be told to the end`]), `each hour from, in ${zoneName}:`, ...lines].join('\n')}\n`;
    }
  }
}
