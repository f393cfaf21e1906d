import { createRequire } from 'node:module';
import type { DeviceKey } from '@tact/engine';
import type { PeerFacts } from './peer-facts.ts';
import type { SuppressedNumbers } from './question.ts';

/** One rule engine with the rules in it, ready to answer: whether contact is allowed. */
export type Peer =
  | { readonly name: string; readonly kind: 'sync'; readonly isAllowed: (facts: PeerFacts) => boolean }
  | {
      readonly name: string;
      readonly kind: 'async';
      readonly isAllowed: (facts: PeerFacts) => Promise<boolean>;
    };

/** The facts as an engine gets them. */
export type EngineFacts = PeerFacts & { readonly isSuppressed: boolean };

/** Adds what most engines cannot hold: whether the number is among a hundred thousand. Part of what is timed. */
export type LookUp = (facts: PeerFacts) => EngineFacts;

/** The look-up for a set of numbers. */
export function lookUpIn(suppressed: SuppressedNumbers): LookUp {
  return (facts) => ({ ...facts, isSuppressed: suppressed.has(facts.phone as DeviceKey) });
}

/** Loads a peer's package, which only `bench/peers` has; the caller says what it uses of it. */
export const loadPackage: (name: string) => unknown = createRequire(import.meta.url);
