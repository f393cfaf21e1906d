import type { DueCampaign } from '@tact/store';
import { DecidingError } from '../deciding/decider.ts';
import { isFailure, type Answer, type Failure } from '../deciding/question.ts';
import type { Resolved } from '../deciding/resolve.ts';
import { decideAndMark, putOffFor, questionOf, type Batch, type BatchParts } from './batch.ts';
import { takeUp, type Asked, type TakenUp } from './take-up.ts';

/** An item that would be allowed at this moment, with what is known of it. */
export type LookedAt = Asked & { readonly resolved: Resolved };

/** Claimed items of a campaign with pre-dial validations, before anybody is asked about them. */
export interface Looked extends Pick<TakenUp, 'claim' | 'claimed' | 'treatments'>, Pick<Batch, 'faults'> {
  /** Those that would be allowed. Nothing is reserved, and nothing is on record of them. */
  readonly open: readonly LookedAt[];
  /** When the claim was made, by the clock of `performance.now()`. */
  readonly claimedAtMs: number;
}

/**
 * Claims what is due of a campaign with pre-dial validations, and looks at which of it would be allowed, so that no service is asked about
 * somebody who may not be contacted anyway (seed A13). What would be blocked is decided for good, and settled.
 */
export async function lookAtBatch(parts: BatchParts, due: DueCampaign, itemsMax: number): Promise<Looked> {
  const { store, clock } = parts;
  const claimedAtMs = performance.now();
  const { claim, claimed, asked, treatments, settlements: before } = await takeUp(parts, due, itemsMax);
  const settlements = [...before];
  const open: LookedAt[] = [];
  const others: Asked[] = [];
  const faults: unknown[] = [];
  for (const { one, answer, resolved } of await lookAtAll(parts, due, asked)) {
    if (isFailure(answer)) {
      if (answer.error instanceof DecidingError) settlements.push(putOffFor(one, answer.error, clock()));
      else faults.push(answer.error);
    } else if (resolved !== undefined && isOpen(answer)) open.push({ ...one, resolved });
    else others.push(one);
  }
  const decided = await decideAndMark(parts, due, { claim, asked: others, treatments }, { mayGoOut: false });
  settlements.push(...decided.settlements);
  await store.queue.settle(due.organization.id, { id: claim.id, now: clock() }, settlements);
  faults.push(...decided.faults);
  return { claim, claimed, treatments, open, claimedAtMs, faults };
}

function isOpen(answer: Answer): boolean {
  return answer.answered && answer.decision.decision === 'allowed';
}

/** What would be answered. What cannot be decided is not open, and takes nothing from those beside it. */
async function lookAtAll(
  { decider }: BatchParts,
  { campaign, organization }: DueCampaign,
  asked: readonly Asked[],
): Promise<
  readonly {
    readonly one: Asked;
    readonly answer: Answer | Failure;
    readonly resolved: Resolved | undefined;
  }[]
> {
  if (asked.length === 0) return [];
  const known: Resolved[] = [];
  const questions = asked.map((one) => questionOf(campaign, one));
  const answers = await decider.askEach(organization.id, questions, {
    onDecided: (resolved, _ruleset, _decision, index) => (known[index] = resolved),
  });
  return asked.map((one, index) => {
    const answer = answers[index];
    if (answer === undefined) throw new Error('the decider left a question out');
    return { one, answer, resolved: known[index] };
  });
}
