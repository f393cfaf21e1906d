import type { FindingJson } from '@tact/api';
import type { ComponentType } from 'react';

/** A rule as it is kept, whatever its kind. */
export interface StoredRule<Conditions> {
  readonly id: string;
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly dispositionCode: string | null;
  readonly conditions: Conditions;
  readonly version: number;
  readonly updatedAt: string;
}

/** A rule as it is written. */
export interface RuleDraft<Conditions> {
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly dispositionCode: string | null;
  readonly conditions: Conditions;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

interface ById {
  readonly params: { readonly id: string };
}

/** What the API has for each kind of rule. */
export interface RuleResource<Conditions> {
  readonly list: (input: {
    readonly query: { limit?: number; cursor?: string };
  }) => Promise<Page<StoredRule<Conditions>>>;
  readonly get: (input: ById) => Promise<StoredRule<Conditions>>;
  readonly create: (input: { readonly body: RuleDraft<Conditions> }) => Promise<StoredRule<Conditions>>;
  readonly update: (
    input: ById & { readonly body: RuleDraft<Conditions> & { readonly version: number } },
  ) => Promise<StoredRule<Conditions>>;
  readonly delete: (input: ById) => Promise<null>;
  readonly duplicate: (
    input: ById & { readonly body: Record<string, never> },
  ) => Promise<StoredRule<Conditions>>;
  readonly check: (input: {
    readonly body: RuleDraft<Conditions>;
    readonly signal?: AbortSignal;
  }) => Promise<RuleCheck>;
  readonly effect: (input: {
    readonly body: RuleDraft<Conditions> & { readonly replaces?: string };
    readonly signal?: AbortSignal;
  }) => Promise<RuleEffect>;
  readonly deletionEffect: (
    input: ById & { readonly query: Record<string, never>; readonly signal?: AbortSignal },
  ) => Promise<RuleEffect>;
  readonly versions: (
    input: ById & { readonly query: { limit?: number } },
  ) => Promise<Page<RuleVersion<Conditions>>>;
  readonly uses: (
    input: ById & { readonly query: { limit?: number } },
  ) => Promise<Page<{ readonly kind: string; readonly id: string; readonly name: string }>>;
}

/** What a check says of a rule that is not saved. */
export interface RuleCheck {
  readonly valid: boolean;
  readonly problems: readonly { readonly path: string; readonly sentence: string }[];
  readonly findings: readonly FindingJson[];
}

/** What a rule that is not saved would have changed in the last days. */
export interface RuleEffect {
  readonly days: number;
  /** False: there was no time for all of it; `share` of the contacts were looked at. */
  readonly isWhole: boolean;
  readonly share: number;
  readonly attempts: number;
  readonly blockedQuestions: number;
  readonly blockedMore: number;
  readonly allowedMore: number;
  readonly rules: readonly {
    readonly change: 'blocked' | 'allowed';
    readonly examples: readonly {
      readonly id: string;
      readonly at: string;
      readonly atLocal: string;
      readonly zone: string;
      readonly device: string;
      readonly channel: 'call' | 'sms' | 'email' | 'whatsapp';
      readonly sentence: string;
    }[];
  }[];
}

/** A saved state of a rule. */
export interface RuleVersion<Conditions> {
  readonly version: number;
  readonly savedAt: string;
  readonly savedByName: string | null;
  readonly conditions: Conditions;
}

/** What the conditions of a kind are edited by. */
export interface ConditionsProps<Conditions> {
  readonly value: Conditions;
  readonly onChange: (change: Partial<Conditions>) => void;
  /** What is wrong with the field at this JSON pointer below the conditions. */
  readonly errorAt: (pointer: string) => string | undefined;
  readonly isReadOnly: boolean;
  /** The rule as it would be saved, and where it is saved. */
  readonly rule: RuleDraft<Conditions>;
}

/** One kind of rule on the screens. */
export interface RuleKindView<Conditions> {
  readonly kind: 'attempt' | 'contact-times' | 'location' | 'custom';
  readonly resource: RuleResource<Conditions>;
  readonly empty: Conditions;
  /** The conditions as one sentence. */
  readonly says: (conditions: Conditions) => string;
  /** Whether the conditions have all parts, so that a check of them says something. */
  readonly isWhole: (conditions: Conditions) => boolean;
  readonly Form: ComponentType<ConditionsProps<Conditions>>;
}

/** How many lines of a table a rule's sentence takes: room for all that can limit it; a long expression of a custom rule is cut. */
export const SAYS_LINES_MAX = 6;

/** Under which what was read of a kind is kept. */
export function ruleArea(kind: RuleKindView<never>['kind']): string {
  return `rules/${kind}`;
}
