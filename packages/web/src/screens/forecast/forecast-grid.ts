import type { client } from '../../api/client.ts';

/** How much of a campaign's list is callable when, as the API answers it. */
export type Forecast = Awaited<ReturnType<typeof client.campaigns.forecast>>;
type ForecastHour = Forecast['hours'][number];

/** The hours of one day on the organization's clock. */
export interface ForecastDay {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** 24 of them; null: outside the days that were looked at, or an hour that the clock leaves out. */
  readonly hours: readonly (ForecastHour | null)[];
}

/** The hours by day and hour of the day. Where a clock has an hour twice, the better one is shown. */
export function gridOf({ hours }: Forecast): readonly ForecastDay[] {
  const days = new Map<string, (ForecastHour | null)[]>();
  for (const hour of hours) {
    const [day = '', time = ''] = hour.fromLocal.split('T');
    const own = days.get(day) ?? new Array<ForecastHour | null>(24).fill(null);
    const index = Number(time.slice(0, 2));
    const before = own[index];
    if (before == null || before.callable < hour.callable) own[index] = hour;
    days.set(day, own);
  }
  return [...days].map(([day, own]) => ({ day, hours: own }));
}

/** The first of the hours in which the most are callable; undefined where nobody is in any. */
export function bestHour({ hours }: Forecast): ForecastHour | undefined {
  const most = Math.max(0, ...hours.map(({ callable }) => callable));
  return most === 0 ? undefined : hours.find(({ callable }) => callable === most);
}

/** A share for people, without a fraction: nobody is 0 and all are 100, and nothing else is. */
export function percentOf(callable: number, contacts: number): number {
  if (callable === 0 || contacts === 0) return 0;
  if (callable >= contacts) return 100;
  return Math.min(99, Math.max(1, Math.round((100 * callable) / contacts)));
}
