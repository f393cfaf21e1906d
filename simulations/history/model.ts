/**
 * The sequential model of a household: two contacts that share one device, under one limit a contact and one limit a device. Everything that
 * the service promises of them (G1, G2, G3), as if each call happened at one instant. It is written from the words of S6, S7, S21 and S26 alone.
 */

/** The members of a household. */
export type Member = 0 | 1;

/** What is true of a household between two calls. */
export interface Household {
  /** Attempts on each member that were not released: results and expiries free nothing (S7). */
  readonly attempts: readonly [number, number];
  /** Opt-outs in force that cover the shared device, whoever's they are; then those of each member alone. */
  readonly optOuts: readonly [shared: number, first: number, second: number];
  readonly isListed: boolean;
  /** From how many attempts on a contact the next is blocked. */
  readonly limit: number;
}

/** From how many attempts on a device, whoever's, the next is blocked. It never changes. */
export const DEVICE_LIMIT = 6;

/** What a question is answered: allowed, or the code of the deciding verdict. */
export type Answer = 'allowed' | 'opted_out' | 'on_suppression_list' | 'attempts_reached';

/** One call, or one look at the database, as it concerns one household. */
export type Call =
  | { readonly kind: 'reserve' | 'ask'; readonly of: Member; readonly answer: string }
  | { readonly kind: 'release'; readonly of: Member }
  | { readonly kind: 'opt-out' | 'lift'; readonly of: Member; readonly contactOnly: boolean }
  | { readonly kind: 'limit'; readonly limit: number }
  | { readonly kind: 'list'; readonly isListed: boolean }
  | ({ readonly kind: 'stored' } & Pick<Household, 'attempts' | 'optOuts'>);

/** What a question about a member is answered, in the order of reasons of S3. */
export function answerFor({ attempts, optOuts, isListed, limit }: Household, of: Member): Answer {
  if (optOuts[0] > 0 || optOuts[of === 0 ? 1 : 2] > 0) return 'opted_out';
  if (isListed) return 'on_suppression_list';
  if (attempts[of] >= limit || attempts[0] + attempts[1] >= DEVICE_LIMIT) return 'attempts_reached';
  return 'allowed';
}

/** The household after the call; undefined where the call cannot have happened now with the answer that it had. */
export function after(household: Household, call: Call): Household | undefined {
  switch (call.kind) {
    case 'ask':
      return answerFor(household, call.of) === call.answer ? household : undefined;
    case 'reserve':
      if (answerFor(household, call.of) !== call.answer) return undefined;
      return call.answer === 'allowed' ? withAttempts(household, call.of, 1) : household;
    case 'release':
      return household.attempts[call.of] > 0 ? withAttempts(household, call.of, -1) : undefined;
    case 'opt-out':
      return withOptOuts(household, placeOf(call), 1);
    case 'lift':
      return household.optOuts[placeOf(call)] > 0 ? withOptOuts(household, placeOf(call), -1) : undefined;
    case 'limit':
      return { ...household, limit: call.limit };
    case 'list':
      return { ...household, isListed: call.isListed };
    case 'stored':
      return String(household.attempts) === String(call.attempts) &&
        String(household.optOuts) === String(call.optOuts)
        ? household
        : undefined;
  }
}

/** Whether a call leaves every household as it is: then it may be taken to have happened as soon as it can have. */
export function changesNothing(call: Call): boolean {
  return (
    call.kind === 'ask' || call.kind === 'stored' || (call.kind === 'reserve' && call.answer !== 'allowed')
  );
}

/** A household as text; equal households give equal texts. */
export function householdKey({ attempts, optOuts, isListed, limit }: Household): string {
  return `${attempts.join()} ${optOuts.join()} ${String(isListed)} ${limit}`;
}

function placeOf({ of, contactOnly }: Extract<Call, { readonly contactOnly: boolean }>): 0 | 1 | 2 {
  if (!contactOnly) return 0;
  return of === 0 ? 1 : 2;
}

function withAttempts(household: Household, of: Member, change: number): Household {
  const [first, second] = household.attempts;
  return { ...household, attempts: of === 0 ? [first + change, second] : [first, second + change] };
}

function withOptOuts(household: Household, place: 0 | 1 | 2, change: number): Household {
  const [shared, first, second] = household.optOuts;
  const changed = [
    [shared + change, first, second],
    [shared, first + change, second],
    [shared, first, second + change],
  ] as const;
  return { ...household, optOuts: changed[place] };
}
