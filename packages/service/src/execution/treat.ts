import { MINUTE_MS, type Instant } from '@tact/engine';
import type { Course, TreatmentCourse, TreatmentFields } from '@tact/store';

/** What a treatment does next with a record. */
export type Step =
  /** The same device again, not before the instant. */
  | {
      readonly step: 'same-device';
      readonly notBefore: Instant;
      readonly course: TreatmentCourse;
      /** Behind every record that waits, as in the next round through the list; else before those that wait for their first attempt. */
      readonly isBehind: boolean;
    }
  /** The next device of the chain, not before the instant. */
  | { readonly step: 'next-device'; readonly notBefore: Instant }
  /** Somebody has it from now on, and the campaign does nothing more with it by itself. */
  | { readonly step: 'assign'; readonly assignee: string }
  /** Nothing more, and somebody has to look at what an agent did. */
  | { readonly step: 'agent-error' }
  /** Nothing more. */
  | { readonly step: 'finish'; readonly code: 'treatment_ends' | 'retries_used_up' };

/**
 * What follows from a treatment (seed A11, ADR 0012). A treatment in progress, of which `given` tells, goes on as it was when it began;
 * null: none is. Retries are counted one after the other under the same treatment on the same device. The wait before retry k is the interval and
 * k - 1 increments: the increment is added to the interval before it.
 */
export function treat(
  found: { readonly id: string } & TreatmentFields,
  given: Course | null,
  now: Instant,
): Step {
  const course = given !== null && 'treatmentId' in given && given.treatmentId === found.id ? given : null;
  const treatment = course?.treatment ?? found;
  const retries = course?.retries ?? 0;
  const again = (notBefore: number, isBehind = false): Step => ({
    step: 'same-device',
    notBefore: notBefore as Instant,
    course: { treatmentId: found.id, treatment: fieldsOf(treatment), retries: retries + 1 },
    isBehind,
  });
  const next = (notBefore: number): Step => ({ step: 'next-device', notBefore: notBefore as Instant });
  const { action, retriesMax, intervalMinutes, incrementMinutes, at, assignee } = treatment;
  const intervalMs = (intervalMinutes ?? 0) * MINUTE_MS;
  switch (action) {
    case 'none':
      return { step: 'finish', code: 'treatment_ends' };
    case 'redial':
      return retries < (retriesMax ?? 1) ? again(now) : usedUp(treatment, now);
    case 'cycle-redial':
      return retries < (retriesMax ?? 1) ? again(now, true) : usedUp(treatment, now);
    case 'retry-in':
      return retries < (retriesMax ?? 1)
        ? again(now + intervalMs + retries * (incrementMinutes ?? 0) * MINUTE_MS)
        : usedUp(treatment, now);
    case 'retry-at':
      // Once its instant is over it has been used.
      return at !== null && at > now ? again(at) : usedUp(treatment, now);
    case 'next-in-chain':
      return next(now);
    case 'next-in-chain-after':
      return next(now + intervalMs);
    case 'next-in-chain-at':
      return next(Math.max(at ?? now, now));
    case 'agent-error':
      return { step: 'agent-error' };
    case 'assign':
      return assignee === null ? { step: 'finish', code: 'treatment_ends' } : { step: 'assign', assignee };
  }
}

function usedUp({ nextAction }: TreatmentFields, now: Instant): Step {
  return nextAction === 'next-in-chain'
    ? { step: 'next-device', notBefore: now }
    : { step: 'finish', code: 'retries_used_up' };
}

/** What is kept of a treatment: what it does, not who changed it when. */
function fieldsOf(treatment: TreatmentFields): TreatmentFields {
  const { name, callResults, dispositionCodes, action } = treatment;
  const { retriesMax, intervalMinutes, incrementMinutes, at, assignee, nextAction } = treatment;
  return {
    name,
    callResults,
    dispositionCodes,
    action,
    retriesMax,
    intervalMinutes,
    incrementMinutes,
    at,
    assignee,
    nextAction,
  };
}
