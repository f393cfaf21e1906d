import { endpoints, type Endpoint, type QuestionJson } from '@tact/api';
import { formatInstant, formatLocalMs, verdictJson, type CampaignGroupId, type RuleId } from '@tact/engine';
import type { Rule, RuleFields, RuleVersion, StoredRuleKind } from '@tact/store';
import { CommandError, found } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { checkCustomRule, customRuleFields } from '../../commands/check-custom-rule.ts';
import { findingJson, findingsFor, ruleFindingsOf } from '../../commands/findings.ts';
import { duplicateRule } from '../../commands/duplicate-rule.ts';
import type { LookParts } from '../../commands/look-parts.ts';
import { codeProblems } from '../../commands/save-disposition.ts';
import {
  codesOf,
  conditionsOf,
  createRule,
  ruleProblems,
  updateRule,
  type RuleChange,
  type RuleInput,
} from '../../commands/save-rule.ts';
import {
  effectJson,
  findDeletionEffect,
  findRuleEffect,
  type EffectInput,
  type EffectParts,
} from '../../commands/rule-effect.ts';
import type { Sender } from '../../http/sender.ts';
import { seesContacts } from '../backtests/register.ts';
import { tryCustomRule } from '../../commands/try-custom-rule.ts';
import { answer, type Handle, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of all kinds of rules. */
export function registerRules(router: Router, parts: Parts & LookParts): void {
  const { attemptRules, contactTimesRules, customRules, locationRules, ruleFindings } = endpoints;
  registerKind(router, attemptRules, handlersOf(parts, 'attempt'));
  registerKind(router, contactTimesRules, handlersOf(parts, 'contact-times'));
  registerKind(router, locationRules, handlersOf(parts, 'location'));
  registerKind(router, customRules, {
    ...handlersOf(parts, 'custom'),
    check: async ({ body, caller }) => {
      const check = await checkCustomRule(parts, caller, body.conditions);
      const unknown = await codeProblems(parts, caller, codesOf(body));
      const problems = [
        ...check.problems,
        ...unknown.map((problem) => ({ ...problem, line: null, column: null })),
      ];
      const findings = await findingsFor(parts, caller, 'custom', body);
      return answer(200, { ...check, valid: problems.length === 0, problems, findings });
    },
  });
  router.route(customRules.fields, async ({ caller }) => answer(200, await customRuleFields(parts, caller)));
  router.route(customRules.try, async ({ body, caller, sender }) => {
    assertSeesAsked(sender, body.question);
    const { verdict, at, counts, zones, fields } = await tryCustomRule(
      parts,
      caller,
      body.conditions,
      body.question,
    );
    return answer(200, {
      verdict: verdictJson(verdict),
      at: formatInstant(at),
      zones: zones.map(({ zone, from, localMs }) => ({ zone, from, local: formatLocalMs(localMs) })),
      fields,
      counts: counts.map(({ on, periodMs, results, attempts }) => ({
        on,
        periodSeconds: periodMs / 1_000,
        callResults: results,
        attempts,
      })),
    });
  });
  router.route(ruleFindings.list, async ({ query, caller }) => {
    const group = (query.campaignGroupId ?? null) as CampaignGroupId | null;
    const findings = await ruleFindingsOf(parts, caller.organizationId, group);
    return answer(200, { items: findings.map(findingJson) });
  });
}

/**
 * A rule of one's own tells anything of a stored contact: by what was read, and by its verdict, question after question. So it takes the right to read
 * contacts. A contact that the request describes tells nothing that the caller has not sent.
 */
function assertSeesAsked(sender: Sender, { contact }: QuestionJson): void {
  if ('devices' in contact || seesContacts(sender)) return;
  throw new CommandError(
    'scope_missing',
    'the key lacks the scope `contacts:read`, which a stored contact takes; use one that has it, or describe the contact in the question',
    { path: '/question/contact' },
  );
}

/** The routes that every kind has. */
type KindEndpoints = Readonly<
  Record<
    | 'create'
    | 'check'
    | 'effect'
    | 'deletionEffect'
    | 'list'
    | 'get'
    | 'update'
    | 'duplicate'
    | 'delete'
    | 'versions'
    | 'uses',
    Endpoint
  >
>;
type KindHandlers<Routes extends KindEndpoints> = {
  readonly [Name in keyof KindEndpoints]: Handle<Routes[Name]>;
};

/** The compiler proves for each kind that its routes answer what the API states: `Routes` is the kind's own, with its own schemas. */
function registerKind<const Routes extends KindEndpoints>(
  { route }: Router,
  routes: Routes,
  handlers: NoInfer<KindHandlers<Routes>>,
): void {
  route<Routes['create']>(routes.create, handlers.create);
  route<Routes['check']>(routes.check, handlers.check);
  route<Routes['effect']>(routes.effect, handlers.effect);
  route<Routes['deletionEffect']>(routes.deletionEffect, handlers.deletionEffect);
  route<Routes['list']>(routes.list, handlers.list);
  route<Routes['get']>(routes.get, handlers.get);
  route<Routes['update']>(routes.update, handlers.update);
  route<Routes['duplicate']>(routes.duplicate, handlers.duplicate);
  route<Routes['delete']>(routes.delete, handlers.delete);
  route<Routes['versions']>(routes.versions, handlers.versions);
  route<Routes['uses']>(routes.uses, handlers.uses);
}

/** A checked request, as far as rules look at it. */
interface Asked<Body> {
  readonly body: Body;
  readonly caller: Caller;
}
interface AskedOf {
  readonly params: { readonly id: string };
  readonly caller: Caller;
}
interface AskedBack {
  readonly query: { readonly days?: number };
  readonly sender: Sender;
}
type PageQuery = Parameters<typeof pageRequest>[0];

/** What each kind's routes do: the same for all. */
function handlersOf<const Kind extends StoredRuleKind>(parts: EffectParts, kind: Kind) {
  const { rules } = parts.store;
  return {
    create: async ({ body, caller }: Asked<RuleInput<Kind>>) =>
      answer(201, await savedJson(parts, caller, kind, await createRule(parts, caller, kind, body))),
    check: async ({ body, caller }: Asked<RuleInput<Kind>>) => {
      const unknown = await codeProblems(parts, caller, codesOf(body));
      const problems = [...ruleProblems(kind, body.conditions), ...unknown];
      const findings = await findingsFor(parts, caller, kind, body);
      return answer(200, { valid: problems.length === 0, problems, findings });
    },
    effect: async ({ body, caller, sender }: Asked<EffectInput<Kind>> & { readonly sender: Sender }) =>
      answer(200, effectJson(await findRuleEffect(parts, caller, kind, body), seesContacts(sender))),
    deletionEffect: async ({ params, query, caller, sender }: AskedOf & AskedBack) =>
      answer(
        200,
        effectJson(
          await findDeletionEffect(parts, caller, kind, params.id as RuleId, query.days),
          seesContacts(sender),
        ),
      ),
    list: async ({ query, caller }: { readonly query: PageQuery; readonly caller: Caller }) => {
      const page = await rules.list(caller.organizationId, kind, pageRequest(query));
      return answer(
        200,
        pageJson(page, (rule) => ruleJson(kind, rule)),
      );
    },
    get: async ({ params, caller }: AskedOf) => {
      const rule = await rules.get(caller.organizationId, kind, params.id as RuleId);
      return answer(200, ruleJson(kind, found(rule, 'rule')));
    },
    update: async ({ params, body, caller }: AskedOf & Asked<RuleChange<Kind>>) =>
      answer(
        200,
        await savedJson(
          parts,
          caller,
          kind,
          await updateRule(parts, caller, kind, params.id as RuleId, body),
        ),
      ),
    duplicate: async ({ params, body, caller }: AskedOf & Asked<Partial<RuleInput<Kind>>>) =>
      answer(
        201,
        await savedJson(
          parts,
          caller,
          kind,
          await duplicateRule(parts, caller, kind, params.id as RuleId, body),
        ),
      ),
    delete: async ({ params, caller }: AskedOf) => {
      await rules.delete(caller.organizationId, kind, params.id as RuleId, caller.actor);
      return answer(204, null);
    },
    versions: async ({ params, query, caller }: AskedOf & { readonly query: PageQuery }) => {
      const page = await rules.versions(caller.organizationId, kind, params.id as RuleId, pageRequest(query));
      return answer(
        200,
        pageJson(known(page, query.cursor), (version) => versionJson(kind, version)),
      );
    },
    uses: async ({ params, query, caller }: AskedOf & { readonly query: PageQuery }) => {
      const id = params.id as RuleId;
      found(await rules.get(caller.organizationId, kind, id), 'rule');
      const page = await rules.uses(caller.organizationId, id, pageRequest(query));
      return answer(
        200,
        pageJson(page, (use) => use),
      );
    },
  };
}

/** A rule has at least the version that it was created as: no first page means no rule. */
function known<Versions extends { readonly items: readonly unknown[] }>(
  page: Versions,
  cursor: string | undefined,
): Versions {
  return found(cursor === undefined && page.items.length === 0 ? undefined : page, 'rule');
}

/** A rule as saving answers it, with what deserves a look now that it is there. */
async function savedJson<Kind extends StoredRuleKind>(parts: Parts, caller: Caller, kind: Kind, rule: Rule) {
  const looked = { ...rule, conditions: conditionsOf(kind, rule) };
  // The rule is saved: what cannot be looked at now must not look like a save that failed.
  const findings = await findingsFor(parts, caller, kind, looked).catch(() => []);
  return { ...ruleJson(kind, rule), findings };
}

function ruleJson<Kind extends StoredRuleKind>(kind: Kind, rule: Rule) {
  const { id, version, createdAt, updatedAt } = rule;
  return {
    id,
    ...fieldsJson(kind, rule),
    version,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}

function versionJson<Kind extends StoredRuleKind>(kind: Kind, rule: RuleVersion) {
  const { version, savedAt, savedBy, savedByName, deleted } = rule;
  const saved = { savedAt: formatInstant(savedAt), savedBy, savedByName };
  return { version, ...fieldsJson(kind, rule), ...saved, deleted };
}

function fieldsJson<Kind extends StoredRuleKind>(kind: Kind, rule: RuleFields) {
  const { name, required, priority, dispositionCode } = rule;
  return { name, required, priority, dispositionCode, conditions: conditionsOf(kind, rule) };
}
