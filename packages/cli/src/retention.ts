import { API_LIMITS } from '@tact/api/without-schemas';
import type { RetentionDays } from '@tact/store';
import { commandLineActor } from './command-line-actor.ts';
import type { RetentionOptions } from './commands/retention.ts';
import { withStore } from './database.ts';
import { usage } from './failure.ts';

const { recordDaysMin: DAYS_MIN, recordDaysMax: DAYS_MAX } = API_LIMITS;

/** Carries out `tact retention`: changes what the options name, and shows what holds. */
export async function retention(options: RetentionOptions): Promise<void> {
  const change = changeOf(options);
  await withStore(options, async ({ store, organization: { id } }) => {
    const { version, ...before } = await store.retention.get(id);
    const actor = { ...commandLineActor(), source: 'individual' as const };
    const held =
      Object.keys(change).length === 0
        ? before
        : await store.retention.set(id, version, { ...before, ...change }, actor);
    const { decisionsDays, attemptsDays, optOutsDays } = held;
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ decisionsDays, attemptsDays, optOutsDays })}\n`
        : `decisions: ${daysText(decisionsDays)}\nattempts: ${daysText(attemptsDays)}\nopt-outs that are over: ${daysText(optOutsDays)}\n`,
    );
  });
}

function changeOf({ decisions, attempts, optOuts }: RetentionOptions): Partial<RetentionDays> {
  return {
    ...(decisions === undefined ? {} : { decisionsDays: daysOf('--decisions', decisions) }),
    ...(attempts === undefined ? {} : { attemptsDays: daysOf('--attempts', attempts) }),
    ...(optOuts === undefined ? {} : { optOutsDays: daysOf('--opt-outs', optOuts) }),
  };
}

function daysOf(option: string, text: string): number | null {
  if (text === 'forever') return null;
  const days = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (days >= DAYS_MIN && days <= DAYS_MAX) return days;
  throw usage(`${option} \`${text}\` is no retention; give ${DAYS_MIN} to ${DAYS_MAX} days, or \`forever\``);
}

function daysText(days: number | null): string {
  return days === null ? 'for good' : `${days} days`;
}
