import { endpoints } from '@tact/api';
import { formatInstant, type CampaignGroupId, type Instant, type OrganizationId } from '@tact/engine';
import { zoneTable } from '@tact/places';
import { CommandError } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { readInstant } from '../../commands/read-values.ts';
import { answer, type Router } from '../../http/router.ts';
import { diffRulesets } from '../../proof/diff-rulesets.ts';
import { createRuleHistory, rulesetAsOf, type RulesetAsOf } from '../../proof/rules-as-of.ts';

/** Registers the routes of rules as they were. */
export function registerRulesAsOf({ route }: Router, { store }: Parts): void {
  const { rulesAsOf } = endpoints;

  async function asOf(
    organizationId: OrganizationId,
    group: string | undefined,
    ...instants: readonly Instant[]
  ): Promise<readonly RulesetAsOf[]> {
    const history = createRuleHistory(await store.reports.ruleChanges(organizationId));
    return instants.map((at) => {
      const found = rulesetAsOf(history, (group ?? null) as CampaignGroupId | null, at, zoneTable());
      if (found !== undefined) return found;
      throw new CommandError('campaign_group_unknown', 'there is no such campaign group; check the id', {
        path: '/campaignGroupId',
      });
    });
  }

  route(rulesAsOf.get, async ({ query, caller }) => {
    const at = readInstant(query.at, '/at');
    const [found] = await asOf(caller.organizationId, query.campaignGroupId, at);
    return answer(200, json(found));
  });
  route(rulesAsOf.diff, async ({ query, caller }) => {
    const [from, to] = [readInstant(query.from, '/from'), readInstant(query.to, '/to')];
    const [before, after] = await asOf(caller.organizationId, query.campaignGroupId, from, to);
    if (before === undefined || after === undefined) throw new Error('two instants have two rulesets');
    const differences = diffRulesets(before.source, after.source);
    return answer(200, { before: json(before), after: json(after), differences });
  });
}

function json(asOf: RulesetAsOf | undefined) {
  if (asOf === undefined) throw new Error('an instant has a ruleset');
  const { at, fingerprint, recorded, source } = asOf;
  return { at: formatInstant(at), fingerprint, recorded, ruleset: source };
}
