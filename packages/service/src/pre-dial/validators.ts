import type { OrganizationId } from '@tact/engine';
import type { PreDialValidation } from '@tact/store';
import type { ChannelSurroundings } from '../channels/channel-surroundings.ts';
import type { HttpCaller } from '../channels/http-call.ts';
import { askService, type PreDialAnswer } from './ask-service.ts';
import type { PreDialQuestion } from './body.ts';
import { openHeaders } from './headers.ts';

/** One service as a process asks it. */
export interface Validator {
  readonly validation: PreDialValidation;
  /**
   * Records that it may be asked about at once, at this moment: its connections; none for a while after it did not answer, then one, until it
   * answers again. So a service that is down is not run into by a whole list.
   */
  readonly concurrencyMax: number;
  /** Never throws. `withinMs`: how long at most, besides its own time-out. */
  ask(question: PreDialQuestion, withinMs: number, signal: AbortSignal): Promise<PreDialAnswer>;
}

/** The services that a process asks. */
export interface Validators {
  /** The same each time, as long as the validation is not changed. */
  of(organizationId: OrganizationId, validation: PreDialValidation): Validator;
}

/** What validators are made with. */
export type ValidatorParts = Pick<ChannelSurroundings, 'secretBox'> & { readonly caller: HttpCaller };

/**
 * How long a service that did not answer is left alone, milliseconds; twice as long each time after, up to a minute. Questions that were under way
 * together fail together: they are one time.
 */
const HOLD_MS = 250;
const HOLD_MS_MAX = 60_000;
/** Services that are remembered; beyond it those that are left are made anew. */
const VALIDATORS_MAX = 10_000;

/** Creates the services of a process. */
export function createValidators(parts: ValidatorParts): Validators {
  const kept = new Map<string, Validator>();
  return {
    of(organizationId, validation) {
      const key = `${organizationId} ${validation.id}`;
      const old = kept.get(key);
      if (old?.validation.version === validation.version) return old;
      if (kept.size >= VALIDATORS_MAX) kept.clear();
      const made = createValidator(parts, organizationId, validation);
      kept.set(key, made);
      return made;
    },
  };
}

/** For a process that asks nobody. INVARIANT: what has to be validated is then never dialled. */
export const NO_VALIDATORS: Validators = {
  of: (_, validation) => ({
    validation,
    concurrencyMax: validation.connectionsMax,
    ask: () => Promise.resolve(unasked('cannot be asked by this process')),
  }),
};

function createValidator(
  { caller, secretBox }: ValidatorParts,
  organizationId: OrganizationId,
  validation: PreDialValidation,
): Validator {
  const headers = openHeaders({ secretBox }, organizationId, validation);
  let failures = 0;
  let heldUntilMs = 0;
  return {
    validation,
    get concurrencyMax() {
      if (failures === 0) return validation.connectionsMax;
      return performance.now() < heldUntilMs ? 0 : 1;
    },
    async ask(question, withinMs, signal) {
      const beganAtMs = performance.now();
      const answer =
        headers === undefined
          ? unasked('was not asked: its headers cannot be opened with the keys of this process')
          : await askService(caller, validation, headers, question, { withinMs, signal });
      if (answer.answer !== 'none') failures = 0;
      else if (!signal.aborted && beganAtMs >= heldUntilMs && !isCutShort(answer, withinMs, validation)) {
        heldUntilMs = performance.now() + Math.min(HOLD_MS * 2 ** failures, HOLD_MS_MAX);
        failures = Math.min(failures + 1, 30);
      }
      return answer;
    },
  };
}

/** Whether a question ended before the service had its time, because its record had no more of it. */
function isCutShort(
  { status, tookMs }: PreDialAnswer,
  withinMs: number,
  { timeoutMs }: PreDialValidation,
): boolean {
  return status === null && withinMs < timeoutMs && tookMs >= Math.floor(withinMs) - 1;
}

function unasked(sentence: string): PreDialAnswer {
  return { answer: 'none', status: null, sentence, tookMs: 0 };
}
