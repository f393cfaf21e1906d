import type { Validator } from '../pre-dial/validators.ts';
import type { Limited } from './slots.ts';

/** The lines of campaigns: records on their way through their services, from the claim to the last yes and a slot of the channel. */
export interface Lines {
  /** The same each time for a campaign, by what its services take now. There is at least one. */
  of(campaignId: string, validators: readonly Validator[]): Limited;
}

/** Campaigns that are remembered; beyond it those that are left begin to count anew. */
const LINES_MAX = 10_000;

/**
 * Creates them. A campaign has as many records on their way as its narrowest service takes at once, for each of its services: enough to keep
 * all of them busy, and none where one of them is left alone, so that the others are not asked in vain.
 */
export function createLines(): Lines {
  const kept = new Map<string, Line>();
  return {
    of(campaignId, validators) {
      const old = kept.get(campaignId);
      if (old !== undefined) {
        old.validators = validators;
        return old;
      }
      if (kept.size >= LINES_MAX) kept.clear();
      const made: Line = {
        validators,
        get concurrencyMax() {
          const narrowest = Math.min(...this.validators.map(({ concurrencyMax }) => concurrencyMax));
          return this.validators.length * narrowest;
        },
      };
      kept.set(campaignId, made);
      return made;
    },
  };
}

interface Line extends Limited {
  validators: readonly Validator[];
}
