import type { ContactDatesQuestionJson } from '@tact/api';
import {
  DAY_MS,
  formatLocalDate,
  HOUR_MS,
  parseLocalDate,
  type Instant,
  type LocalDate,
  type RuleId,
} from '@tact/engine';
import { NO_CHANGE } from '../backtest/proposal.ts';
import { contactDateProblems, proposedContactDate } from '../backtest/read-proposal.ts';
import { ruleEffect, type RuleEffect } from '../backtest/rule-effect.ts';
import { CommandError } from '../command-error.ts';
import type { Caller } from './context.ts';
import { effectJson, type EffectParts } from './rule-effect.ts';

/** What days without contact would have changed, and where each was tried. */
export interface ContactDatesEffect {
  readonly effect: RuleEffect;
  readonly tried: readonly {
    readonly date: string;
    readonly triedOn: string;
    /** Attempts that the day would have been the first to block. */
    readonly blocked: number;
  }[];
}

/**
 * What days without contact that are not there yet, or that would go, would have changed in the last days. A day that is not over is tried on
 * the last such weekday that is; several that fall on one day are tried once, and each is told the count. Throws `instant_invalid` for a day
 * that does not exist.
 */
export async function findContactDatesEffect(
  { store, clock, workThreads, looks }: EffectParts,
  { organizationId }: Caller,
  { dates = [], removedIds = [], days }: ContactDatesQuestionJson,
): Promise<ContactDatesEffect> {
  const [problem] = contactDateProblems(dates, '/dates');
  if (problem !== undefined)
    throw new CommandError('instant_invalid', problem.sentence, { path: problem.path });
  const now = clock();
  const placed = dates.map(({ label, date }) => ({ label, date, triedOn: triedOn(date, now) }));
  const tries = [...new Map(placed.map((one) => [one.triedOn, one])).values()].map(
    ({ label, triedOn: date }) => proposedContactDate({ label, date }),
  );
  const effect = await looks(() =>
    ruleEffect(
      { store, workThreads, now },
      organizationId,
      {
        ...NO_CHANGE,
        contactDates: tries,
        removedContactDateIds: removedIds as readonly string[] as readonly RuleId[],
      },
      days,
    ),
  );
  const idOn = new Map(tries.map(({ id, date }) => [date, id]));
  const blockedBy = new Map(
    effect.tally.rules
      .filter(({ change }) => change === 'blocked')
      .map(({ ruleId, count }) => [ruleId, count]),
  );
  return {
    effect,
    tried: placed.map(({ date, triedOn: on }) => ({
      date,
      triedOn: on,
      blocked: blockedBy.get(idOn.get(on) ?? null) ?? 0,
    })),
  };
}

/** The westernmost clocks show a day until noon UTC of the next. */
const LAST_CLOCK_MS = 12 * HOUR_MS;

/** The day itself where it is over everywhere, else the last such weekday that is; `YYYY-MM-DD`, as the given day, which must exist. */
export function triedOn(date: string, now: Instant): string {
  const day = parseLocalDate(date);
  if (day === undefined) throw new Error(`\`${date}\` is no day`);
  const lastOver = Math.floor((now - LAST_CLOCK_MS) / DAY_MS) - 1;
  const weeks = Math.max(0, Math.ceil((day - lastOver) / 7));
  return formatLocalDate((day - 7 * weeks) as LocalDate);
}

/** Such an effect as it is sent. */
export function contactDatesEffectJson({ effect, tried }: ContactDatesEffect, seesContacts: boolean) {
  return { ...effectJson(effect, seesContacts), tried };
}
