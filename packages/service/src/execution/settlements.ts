import type { CampaignRecord, Instant } from '@tact/engine';
import type { ClaimedItem, Course, Device, Settlement, Treatment } from '@tact/store';
import { deviceAfter } from './chain.ts';
import { treat, type Step } from './treat.ts';

/** An item as it is worked on: the devices that may be tried, and the one that is. */
export interface WorkedItem {
  readonly item: ClaimedItem;
  readonly chain: readonly Device[];
  readonly positions: readonly number[];
  /** The device that was tried, or would have been. */
  readonly device: Device;
}

/** What custom rules and services outside may know of where an item stands. */
export function campaignRecordOf({ item, chain, device }: WorkedItem): CampaignRecord {
  return { recordId: item.recordId, attempts: item.step, chainPosition: chain.indexOf(device) + 1 };
}

/** What leads to a treatment: a result, after which a record without one is completed; or a block, after which it is skipped. */
export interface Trigger {
  /** The final state of a record with which nothing more is done. */
  readonly finalState: 'completed' | 'skipped';
  readonly code: string;
  readonly reason: string;
}

/** Puts an item off: it stays where it is in its chain, and is due again at an instant. */
export function putOff(
  item: ClaimedItem,
  at: Instant,
  given: { readonly code: string; readonly reason: string },
): Settlement {
  return { ...unchanged(item), state: 'pending', scheduledAt: at, putOff: item.putOff + 1, ...given };
}

/** Ends an item. */
export function end(
  item: ClaimedItem,
  state: 'completed' | 'failed' | 'skipped',
  given: { readonly code: string; readonly reason: string },
): Settlement {
  return { ...unchanged(item), state, scheduledAt: null, course: null, putOff: 0, ...given };
}

/** What a treatment does with an item. */
export function treated(
  worked: WorkedItem,
  treatment: Treatment,
  trigger: Trigger,
  now: Instant,
): Settlement {
  return stepped(worked, treat(treatment, worked.item.course, now), trigger, {
    name: `the treatment \`${treatment.name}\``,
    course: null,
  });
}

/** Whose step it is, in a sentence; `course`: what is kept with the record in place of the step's own. */
export interface StepBy {
  readonly name: string;
  readonly course: Course | null;
}

/** What a step does with an item. */
export function stepped(worked: WorkedItem, step: Step, trigger: Trigger, by: StepBy): Settlement {
  const { item, device } = worked;
  switch (step.step) {
    case 'same-device':
      return {
        ...due(item, device, step.notBefore, by.course ?? step.course, {
          code: trigger.code,
          reason: `${trigger.reason}; ${by.name} tries the device again${step.isBehind ? ', after all that wait' : ''}`,
        }),
        comesFirst: !step.isBehind,
      };
    case 'next-device':
      return nextDevice(worked, step.notBefore, trigger, by);
    case 'assign':
      return {
        ...end(item, trigger.finalState, {
          code: 'assigned',
          reason: `${trigger.reason}; ${by.name} gives it to \`${step.assignee}\``,
        }),
        assignee: step.assignee,
      };
    case 'agent-error':
      return end(item, 'failed', {
        code: 'agent_error',
        reason: `${trigger.reason}; ${by.name} marks it as an agent’s error, for somebody to look at`,
      });
    case 'finish':
      return end(item, trigger.finalState, {
        code: trigger.finalState === 'completed' ? step.code : trigger.code,
        reason: `${trigger.reason}; ${by.name} ${step.code === 'treatment_ends' ? 'ends it' : 'has used up its retries'}`,
      });
  }
}

/** Moves an item on to the next device of its chain; at the end of the chain it ends. */
export function nextDevice(
  { item, chain, positions, device }: WorkedItem,
  notBefore: Instant,
  trigger: Trigger,
  by: StepBy,
): Settlement {
  const next = deviceAfter(chain, positions, device.position);
  if (next === undefined)
    return end(item, trigger.finalState, {
      code: 'chain_finished',
      reason: `${trigger.reason}; ${by.name} goes on to the next device, and this was the last`,
    });
  return due(item, next, notBefore, by.course, {
    code: trigger.code,
    reason: `${trigger.reason}; ${by.name} goes on to device ${next.position}`,
  });
}

/** Makes an item due on a device. */
function due(
  item: ClaimedItem,
  { position }: Device,
  at: Instant,
  course: Course | null,
  given: { readonly code: string; readonly reason: string },
): Settlement {
  return {
    ...unchanged(item),
    state: 'pending',
    scheduledAt: at,
    comesFirst: true,
    devicePosition: position,
    course,
    ...given,
  };
}

/** An item as it was, to be settled by the claim. */
function unchanged(item: ClaimedItem): Omit<Settlement, 'state' | 'code' | 'reason'> {
  return {
    itemId: item.id,
    attemptId: null,
    scheduledAt: null,
    handOver: item.result === null ? null : 'confirmed',
    providerReference: null,
    devicePosition: item.devicePosition,
    course: item.course,
    putOff: item.putOff,
    comesFirst: null,
    timesOutAt: null,
    stepsBack: 0,
    assignee: null,
  };
}
