import { MINUTE_MS, type CallResult, type Instant } from '@tact/engine';
import type { PreDialValidation, Settlement, Treatment } from '@tact/store';
import type { PreDialAnswer } from '../pre-dial/ask-service.ts';
import { eventWord, scripted, type ReadyScript } from './script/treat-by-script.ts';
import { end, putOff, treated, type Trigger, type WorkedItem } from './settlements.ts';
import { fractionOf } from './spread.ts';
import { PUT_OFF_MAX } from './treat-blocked.ts';
import { treatmentFor } from './treat-result.ts';

/** A service that did not say yes, and what it said. */
export interface NotValidated {
  readonly validation: PreDialValidation;
  readonly answer: PreDialAnswer;
}

/** How long a record waits at least whose service did not answer, where no treatment says more, milliseconds. */
const UNANSWERED_MS = 10 * MINUTE_MS;
/** How soon the same record may be asked about again on the same device, whatever a treatment says, and after there was no room for it, milliseconds. */
export const AGAIN_MS = MINUTE_MS;

/**
 * What becomes of a record of which a service did not say yes (seed A9): treatments are tried without dialling. A no is treated by the
 * disposition code of the validation, else as `Do Not Call`; no answer by the call result that the validation has for it. Where no treatment
 * follows, a no ends the record, and without an answer the service is asked again later.
 */
export function afterValidation(
  worked: WorkedItem,
  { validation, answer }: NotValidated,
  treatments: readonly Treatment[] | ReadyScript,
  now: Instant,
  endsAt: Instant | null,
): Settlement {
  const { item, device } = worked;
  const isRefused = answer.answer === 'no';
  const trigger: Trigger = {
    finalState: 'skipped',
    code: isRefused ? 'pre_dial_refused' : 'pre_dial_unanswered',
    reason: `the pre-dial validation \`${validation.name}\` ${answer.sentence}`,
  };
  if (item.putOff >= PUT_OFF_MAX)
    return end(item, 'skipped', {
      code: 'put_off_too_often',
      reason: `it was put off ${PUT_OFF_MAX} times in a row, the last time because ${trigger.reason}`,
    });
  const known = {
    callResult: isRefused ? ('Do Not Call' as const) : validation.callResult,
    disposition: isRefused ? validation.dispositionCode : null,
  };
  const settlement =
    byTreatment(worked, known, treatments, trigger, now) ??
    (isRefused
      ? end(item, 'skipped', { code: trigger.code, reason: `${trigger.reason}; no treatment follows` })
      : askedAgain(worked, trigger, now));
  if (settlement.state !== 'pending') return settlement;
  const position = settlement.devicePosition ?? device.position;
  const dueAt = settlement.scheduledAt ?? now;
  const scheduledAt = (position === device.position ? Math.max(dueAt, now + AGAIN_MS) : dueAt) as Instant;
  if (endsAt !== null && scheduledAt >= endsAt)
    return end(item, 'skipped', {
      code: 'campaign_ends_before',
      reason: `${trigger.reason}; the campaign ends before it would be asked again`,
    });
  return { ...settlement, scheduledAt, devicePosition: position, putOff: item.putOff + 1 };
}

/** Undefined where no treatment follows, and no script says anything. */
function byTreatment(
  worked: WorkedItem,
  known: { readonly callResult: CallResult; readonly disposition: string | null },
  treatments: readonly Treatment[] | ReadyScript,
  trigger: Trigger,
  now: Instant,
): Settlement | undefined {
  if ('script' in treatments) {
    const { disposition, callResult } = known;
    const names = [
      ...(disposition === null ? [] : [`disposition.${eventWord(disposition)}`]),
      `blocked.${eventWord(trigger.code)}`,
    ];
    return scripted(worked, treatments, { names, callResult, disposition }, trigger, now);
  }
  const treatment = treatmentFor(known, treatments);
  return treatment === undefined ? undefined : treated(worked, treatment, trigger, now);
}

/** Those that were not answered together do not all come back together. */
function askedAgain({ item }: WorkedItem, { code, reason }: Trigger, now: Instant): Settlement {
  const at = Math.ceil(now + UNANSWERED_MS * (1 + fractionOf(item.recordId))) as Instant;
  return putOff(item, at, { code, reason: `${reason}; it is asked again` });
}
