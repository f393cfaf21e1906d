import { DAY_MS, MINUTE_MS, type Instant } from '@tact/engine';
import type { Settlement, Treatment } from '@tact/store';
import type { Answer, Answered, Refused } from '../deciding/question.ts';
import { eventWord, scripted, type ReadyScript } from './script/treat-by-script.ts';
import { end, nextDevice, putOff, treated, type Trigger, type WorkedItem } from './settlements.ts';
import { spreadIn, SPREAD_MS_MAX } from './spread.ts';

/** How often in a row a record is put off before it is given up: more is no plan. */
export const PUT_OFF_MAX = 100;
/** How long a record waits whose next allowed instant cannot be told, and one whose contact or campaign has just changed, milliseconds. */
const UNKNOWN_MS = DAY_MS;
const CHANGED_MS = MINUTE_MS;

/**
 * What becomes of a record whose device may not be contacted now. A treatment decides where the verdict leads to one (S4); else it waits
 * for the next allowed instant, spread over the first part of that window, or ends where there is none. It is never due before the next
 * allowed instant on the same device, and never after its campaign's end.
 */
export function afterBlock(
  worked: WorkedItem,
  answer: Answered,
  treatment: Treatment | ReadyScript | undefined,
  now: Instant,
  endsAt: Instant | null,
): Settlement {
  const { item, device } = worked;
  const { deciding } = answer.json;
  const code = deciding?.code ?? 'blocked';
  const trigger: Trigger = {
    finalState: 'skipped',
    code,
    reason: deciding === null ? 'it was blocked' : `${deciding.rule}: ${deciding.sentence}`,
  };
  if (item.putOff >= PUT_OFF_MAX)
    return end(item, 'skipped', {
      code: 'put_off_too_often',
      reason: `it was put off ${PUT_OFF_MAX} times in a row, the last time because of ${trigger.reason}`,
    });
  const settlement = blockedBy(worked, answer, treatment, trigger, now);
  if (settlement.state !== 'pending') return settlement;
  if (endsAt !== null && (settlement.scheduledAt ?? now) >= endsAt)
    return end(item, 'skipped', {
      code: 'campaign_ends_before',
      reason: `${trigger.reason}; the campaign ends before it would be allowed`,
    });
  return {
    ...settlement,
    devicePosition: settlement.devicePosition ?? device.position,
    putOff: item.putOff + 1,
  };
}

function byDefault(
  { item }: WorkedItem,
  answer: Answered,
  { code, reason }: Trigger,
  now: Instant,
): Settlement {
  const { nextAllowedAt } = answer.decision;
  if (nextAllowedAt === 'never' || nextAllowedAt === null)
    return end(item, 'skipped', { code, reason: `${reason}; time alone does not open it` });
  if (nextAllowedAt === 'unknown')
    return putOff(item, (now + UNKNOWN_MS) as Instant, {
      code,
      reason: `${reason}; when it opens cannot be told, so it is asked again in a day`,
    });
  return putOff(item, opensAt(answer, nextAllowedAt, item.recordId), {
    code,
    reason: `${reason}; it is due again when it opens`,
  });
}

function blockedBy(
  worked: WorkedItem,
  answer: Answered,
  treatment: Treatment | ReadyScript | undefined,
  trigger: Trigger,
  now: Instant,
): Settlement {
  if (treatment === undefined) return byDefault(worked, answer, trigger, now);
  if (!('script' in treatment))
    return whenOpen(worked, answer, treated(worked, treatment, trigger, now), trigger, now, treatment.name);
  const { dispositionCode, callResult } = answer.json;
  const event = {
    names: [
      ...(dispositionCode === null ? [] : [`disposition.${eventWord(dispositionCode)}`]),
      `blocked.${eventWord(trigger.code)}`,
    ],
    callResult,
    disposition: dispositionCode,
  };
  const settlement = scripted(worked, treatment, event, trigger, now);
  if (settlement === undefined) return byDefault(worked, answer, trigger, now);
  return whenOpen(worked, answer, settlement, trigger, now, null);
}

/** What was made due after a block: a retry on the same device waits until it opens; where it never does, the treatment's next action is taken at once. */
function whenOpen(
  worked: WorkedItem,
  answer: Answered,
  settlement: Settlement,
  trigger: Trigger,
  now: Instant,
  treatmentName: string | null,
): Settlement {
  const { item, device } = worked;
  const isSameDevice = settlement.devicePosition === null || settlement.devicePosition === device.position;
  if (settlement.state !== 'pending' || !isSameDevice || settlement.course === null) return settlement;
  const { nextAllowedAt } = answer.decision;
  if (nextAllowedAt === 'never' || nextAllowedAt === null)
    return 'treatment' in settlement.course && settlement.course.treatment.nextAction === 'next-in-chain'
      ? nextDevice(worked, now, trigger, { name: `the treatment \`${treatmentName ?? ''}\``, course: null })
      : end(item, 'skipped', {
          code: trigger.code,
          reason: `${trigger.reason}; time alone does not open it`,
        });
  // A treatment counts its retries; a script may not, and waits as a record without a treatment does.
  if (nextAllowedAt === 'unknown')
    return treatmentName === null
      ? { ...settlement, scheduledAt: Math.max(settlement.scheduledAt ?? now, now + UNKNOWN_MS) as Instant }
      : settlement;
  const opens = opensAt(answer, nextAllowedAt, item.recordId);
  return { ...settlement, scheduledAt: Math.max(settlement.scheduledAt ?? now, opens) as Instant };
}

/** The start of the window, spread. */
function opensAt(answer: Answered, nextAllowedAt: Instant, recordId: string): Instant {
  const span = answer.nextSpan(2 * SPREAD_MS_MAX);
  return span === null ? nextAllowedAt : spreadIn(span, recordId);
}

/** What must have changed where a worker gets such an answer: it named what it had just read. */
const CHANGED: Partial<Record<Refused['code'], string>> = {
  device_unknown: 'the contact',
  device_of_another_contact: 'the contact',
  // A campaign always has a group: it was moved to another one.
  campaign_group_unknown: 'the campaign',
};

/** What becomes of a record about which nothing could be asked. What has just changed is asked again; the rest is a fault that somebody must mend. */
export function afterRefusal({ item }: WorkedItem, refused: Refused, now: Instant): Settlement {
  const what = CHANGED[refused.code];
  if (what !== undefined && item.putOff < PUT_OFF_MAX)
    return putOff(item, (now + CHANGED_MS) as Instant, {
      code: refused.code,
      reason: `${what} changed while it was looked up; it is looked up again`,
    });
  return end(item, 'failed', { code: refused.code, reason: refused.sentence });
}

/** Whether an answer lets nothing out. */
export function isBlocked(answer: Answer): answer is Answered {
  return answer.answered && answer.decision.decision === 'blocked';
}
