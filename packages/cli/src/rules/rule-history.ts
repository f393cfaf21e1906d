import { canonicalJson, formatInstant } from '@tact/engine';
import type { RuleChange } from '@tact/store';
import { withStore, type DatabaseOptions } from '../database.ts';
import { usage } from '../failure.ts';

/** Prints every change of the rules that have, or had, this id or name: also of those that were deleted. */
export async function showRuleHistory(wanted: string, options: DatabaseOptions): Promise<void> {
  await withStore(options, async ({ store, organization }) => {
    const changes = (await store.reports.ruleChanges(organization.id)).filter(
      ({ entity }) => entity === 'rule',
    );
    const ids = new Set(changes.filter((change) => isMeant(change, wanted)).map(({ entityId }) => entityId));
    if (ids.size === 0) throw usage(`there is and was no rule \`${wanted}\``);
    const own = changes.filter(({ entityId }) => ids.has(entityId));
    process.stdout.write(own.map(textOf).join(''));
  });
}

type State = Readonly<Record<string, unknown>> | null;

function isMeant({ entityId, before, after }: RuleChange, wanted: string): boolean {
  return entityId === wanted || [before, after].some((state) => (state as State)?.['name'] === wanted);
}

/** The versions and instants of a row change with every save, and say nothing of the rule. */
const UNSAID: ReadonlySet<string> = new Set(['version', 'updatedAt', 'createdAt']);

function textOf({ at, action, actorName, entityId, before, after }: RuleChange): string {
  const [one, other] = [before as State, after as State];
  const { name } = (other ?? one ?? {}) as { readonly name?: string };
  const fields = [...new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})])];
  const changed = fields.filter(
    (field) =>
      !UNSAID.has(field) && canonicalJson(one?.[field] ?? null) !== canonicalJson(other?.[field] ?? null),
  );
  const lines = changed.flatMap((field) => [
    ...(one?.[field] === undefined ? [] : [`  - ${field} ${JSON.stringify(one[field])}`]),
    ...(other?.[field] === undefined ? [] : [`  + ${field} ${JSON.stringify(other[field])}`]),
  ]);
  return `${[`${formatInstant(at)}  ${action}  ${name ?? ''} (${entityId})  by ${actorName}`, ...lines].join('\n')}\n`;
}
