import { parseInstant } from '@tact/api/without-schemas';
import type { CampaignGroupId, Instant } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { createRuleHistory, diffRulesets, rulesetAsOf, type RulesetAsOf } from '@tact/service/without-http';
import type { RulesAsOfOptions } from '../commands/rules.ts';
import { withStore } from '../database.ts';
import { usage } from '../failure.ts';

/** Prints the rules of an instant as JSON. */
export async function showRulesAsOf(at: string, options: RulesAsOfOptions): Promise<void> {
  const [found] = await asOf([at], options);
  process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
}

/** Prints what changed between two instants, a line for each rule or setting. */
export async function showRulesDiff(from: string, to: string, options: RulesAsOfOptions): Promise<void> {
  const [before, after] = await asOf([from, to], options);
  if (before === undefined || after === undefined) throw new Error('two instants have two rulesets');
  const differences = diffRulesets(before.source, after.source);
  const lines = differences.flatMap((one) => [
    `${one.change} ${one.kind}: ${one.name}`,
    ...(one.before === null ? [] : [`  - ${JSON.stringify(one.before)}`]),
    ...(one.after === null ? [] : [`  + ${JSON.stringify(one.after)}`]),
  ]);
  process.stdout.write(differences.length === 0 ? 'the rules are the same\n' : `${lines.join('\n')}\n`);
}

async function asOf(texts: readonly string[], options: RulesAsOfOptions): Promise<readonly RulesetAsOf[]> {
  const instants = texts.map((text) => {
    const at = parseInstant(text);
    if (at === undefined)
      throw usage(`\`${text}\` is no instant; write one such as \`2026-03-01T00:00:00Z\``);
    return at;
  });
  return withStore(options, async ({ store, organization }) => {
    const changes = await store.reports.ruleChanges(organization.id);
    const history = createRuleHistory(changes);
    const group = groupEverNamed(changes, options.group);
    return instants.map((at: Instant) => {
      const found = rulesetAsOf(history, group, at, zoneTable());
      if (found === undefined) throw usage(`there is no campaign group \`${options.group ?? ''}\``);
      return found;
    });
  });
}

/** A group by its id or any name that it ever had. */
function groupEverNamed(
  changes: readonly { readonly entity: string; readonly entityId: string; readonly after: unknown }[],
  wanted: string | undefined,
): CampaignGroupId | null {
  if (wanted === undefined) return null;
  const named = changes.find(
    ({ entity, entityId, after }) =>
      entity === 'campaign-group' &&
      (entityId === wanted || (after as { readonly name?: string } | null)?.name === wanted),
  );
  return (named?.entityId ?? wanted) as CampaignGroupId;
}
