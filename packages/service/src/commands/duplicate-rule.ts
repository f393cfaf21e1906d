import { LIMITS, type RuleId } from '@tact/engine';
import { StoreError, type Rule, type StoredRuleKind } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { conditionsOf, createRule, type RuleInput } from './save-rule.ts';

/** Names that are tried for a copy: so many copies of one rule are a mistake. */
const COPIES_MAX = 1_000;
/** Somebody else may take the name or the priority meanwhile; then others are looked for. */
const TRIES_MAX = 5;

/**
 * Copies a rule (seed A2): everything is the original's but what `change` says otherwise, and the copy is optional unless it says so. A name
 * that is left as it is becomes `NAME_duplicate1`, or the next free number; a priority that is left as it is becomes the next free one.
 */
export async function duplicateRule<Kind extends StoredRuleKind>(
  parts: Parts,
  caller: Caller,
  kind: Kind,
  id: RuleId,
  change: Partial<RuleInput<Kind>>,
): Promise<Rule> {
  const { rules } = parts.store;
  const original = found(await rules.get(caller.organizationId, kind, id), 'rule');
  const { dispositionCode } = original;
  const copy = { required: false, dispositionCode, conditions: conditionsOf(kind, original), ...change };
  const isNamed = change.name !== undefined && change.name !== original.name;
  const isRanked = change.priority !== undefined && change.priority !== original.priority;
  for (let tries = 1; ; tries++) {
    const names = isNamed ? [] : copyNames(original.name);
    const free = await rules.freeFor(caller.organizationId, kind, names, original.priority);
    const name = isNamed ? change.name : free.name;
    const priority = isRanked ? change.priority : free.priority;
    if (name === null)
      throw new CommandError('name_taken', `all names of copies are taken; choose one`, { path: '/name' });
    if (priority === null)
      throw new CommandError('priority_taken', 'all priorities are taken; delete a rule first', {
        path: '/priority',
      });
    try {
      return await createRule(parts, caller, kind, { ...copy, name, priority });
    } catch (error) {
      const code = error instanceof StoreError ? error.code : undefined;
      const isOurs = (code === 'name_taken' && !isNamed) || (code === 'priority_taken' && !isRanked);
      if (!isOurs || tries === TRIES_MAX) throw error;
    }
  }
}

/** `NAME_duplicate1`, `NAME_duplicate2` and so on, the name cut where both together were too long. */
function copyNames(name: string): readonly string[] {
  return Array.from({ length: COPIES_MAX }, (_, index) => {
    const suffix = `_duplicate${index + 1}`;
    // By characters, so that no letter is cut in two, and without a space at the cut, which no name ends with.
    const base = Array.from(name)
      .slice(0, LIMITS.nameLengthMax - suffix.length)
      .join('');
    return `${base.trimEnd()}${suffix}`;
  });
}
