import type { Selectable } from 'kysely';
import type { Instant, RuleId } from '@tact/engine';
import type { Tables } from './database-types.ts';
import type { Rule, RuleFields, RuleVersion, StoredRuleKind } from './ports.ts';

/** A rule as its row holds it. */
export function ruleOf(row: Selectable<Tables['rules']>): Rule {
  return {
    id: row.id as RuleId,
    kind: row.kind as StoredRuleKind,
    ...fieldsOf(row),
    version: row.version,
    createdAt: row.created_at as Instant,
    updatedAt: row.updated_at as Instant,
  };
}

/** A saved state of a rule as its row holds it. */
export function versionOf(
  row: Selectable<Tables['rule_versions']> & { readonly saved_by_name: string | null },
): RuleVersion {
  return {
    ...fieldsOf(row),
    version: row.version,
    savedAt: row.saved_at as Instant,
    savedBy: row.saved_by,
    savedByName: row.saved_by_name,
    deleted: row.deleted,
  };
}

function fieldsOf(
  row: Pick<
    Selectable<Tables['rules']>,
    'name' | 'required' | 'priority' | 'disposition_code' | 'conditions'
  >,
): RuleFields {
  return {
    name: row.name,
    required: row.required,
    priority: row.priority,
    dispositionCode: row.disposition_code,
    conditions: row.conditions as RuleFields['conditions'],
  };
}

/** The columns of what all kinds of rules have. */
export function columnsOf({ name, required, priority, dispositionCode, conditions }: RuleFields) {
  return {
    name,
    required,
    priority,
    disposition_code: dispositionCode,
    conditions: JSON.stringify(conditions),
  };
}
