import { endpoints } from '@tact/api';
import { formatInstant, type AttemptRule, type ContactTimesRule, type RuleId } from '@tact/engine';
import type { Rule, RuleFields, RuleVersion, StoredRuleKind } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Caller, Parts } from '../../commands/context.ts';
import { createRule, ruleProblems, updateRule, type ConditionsOf } from '../../commands/save-rule.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of all kinds of rules. */
export function registerRules(router: Router, parts: Parts): void {
  registerAttemptRules(router, parts);
  registerContactTimesRules(router, parts);
}

// The two below differ in nothing but their kind. They are written out because each binds the types of its own schemas; a common
// function would need casts where now the compiler proves that a route answers what the API states.

function registerAttemptRules({ route }: Router, parts: Parts): void {
  const { attemptRules } = endpoints;
  const json = (rule: Rule) => ({ ...ruleJson(rule), conditions: attemptConditions(rule) });
  const stateJson = (rule: RuleVersion) => ({ ...versionJson(rule), conditions: attemptConditions(rule) });
  route(attemptRules.create, async ({ body, caller }) =>
    answer(201, json(await createRule(parts, caller, 'attempt', body))),
  );
  route(attemptRules.check, ({ body }) => checked('attempt', body.conditions));
  route(attemptRules.list, async ({ query, caller }) => {
    const page = await parts.store.rules.list(caller.organizationId, 'attempt', pageRequest(query));
    return answer(200, pageJson(page, json));
  });
  route(attemptRules.get, async ({ params, caller }) =>
    answer(200, json(await getRule(parts, caller, 'attempt', params.id))),
  );
  route(attemptRules.update, async ({ params, body, caller }) =>
    answer(200, json(await updateRule(parts, caller, 'attempt', params.id as RuleId, body))),
  );
  route(attemptRules.delete, ({ params, caller }) => deleteRule(parts, caller, 'attempt', params.id));
  route(attemptRules.versions, async ({ params, query, caller }) => {
    const page = await parts.store.rules.versions(
      caller.organizationId,
      params.id as RuleId,
      pageRequest(query),
    );
    return answer(200, pageJson(known(page, query.cursor), stateJson));
  });
}

function registerContactTimesRules({ route }: Router, parts: Parts): void {
  const { contactTimesRules } = endpoints;
  const json = (rule: Rule) => ({ ...ruleJson(rule), conditions: contactTimesConditions(rule) });
  const stateJson = (rule: RuleVersion) => ({
    ...versionJson(rule),
    conditions: contactTimesConditions(rule),
  });
  route(contactTimesRules.create, async ({ body, caller }) =>
    answer(201, json(await createRule(parts, caller, 'contact-times', body))),
  );
  route(contactTimesRules.check, ({ body }) => checked('contact-times', body.conditions));
  route(contactTimesRules.list, async ({ query, caller }) => {
    const page = await parts.store.rules.list(caller.organizationId, 'contact-times', pageRequest(query));
    return answer(200, pageJson(page, json));
  });
  route(contactTimesRules.get, async ({ params, caller }) =>
    answer(200, json(await getRule(parts, caller, 'contact-times', params.id))),
  );
  route(contactTimesRules.update, async ({ params, body, caller }) =>
    answer(200, json(await updateRule(parts, caller, 'contact-times', params.id as RuleId, body))),
  );
  route(contactTimesRules.delete, ({ params, caller }) =>
    deleteRule(parts, caller, 'contact-times', params.id),
  );
  route(contactTimesRules.versions, async ({ params, query, caller }) => {
    const page = await parts.store.rules.versions(
      caller.organizationId,
      params.id as RuleId,
      pageRequest(query),
    );
    return answer(200, pageJson(known(page, query.cursor), stateJson));
  });
}

async function getRule({ store }: Parts, caller: Caller, kind: StoredRuleKind, id: string): Promise<Rule> {
  return found(await store.rules.get(caller.organizationId, kind, id as RuleId), 'rule');
}

async function deleteRule(
  { store }: Parts,
  { organizationId, actor }: Caller,
  kind: StoredRuleKind,
  id: string,
): Promise<{ readonly status: 204; readonly body: null }> {
  await store.rules.delete(organizationId, kind, id as RuleId, actor);
  return answer(204, null);
}

function checked<Kind extends StoredRuleKind>(kind: Kind, conditions: ConditionsOf[Kind]) {
  const problems = ruleProblems(kind, conditions);
  return Promise.resolve({ status: 200 as const, body: { valid: problems.length === 0, problems } });
}

/** A rule has at least the version that it was created as: no first page means no rule. */
function known<Versions extends { readonly items: readonly unknown[] }>(
  page: Versions,
  cursor: string | undefined,
): Versions {
  return found(cursor === undefined && page.items.length === 0 ? undefined : page, 'rule');
}

function ruleJson(rule: Rule) {
  const { id, version, createdAt, updatedAt } = rule;
  return {
    id,
    ...fieldsJson(rule),
    version,
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}

function versionJson(rule: RuleVersion) {
  const { version, savedAt, savedBy, deleted } = rule;
  return { version, ...fieldsJson(rule), savedAt: formatInstant(savedAt), savedBy, deleted };
}

function fieldsJson({ name, required, priority, dispositionCode }: RuleFields) {
  return { name, required, priority, dispositionCode };
}

/** Conditions passed the schema of their kind when they were saved; the database holds nothing else. */
function attemptConditions({ conditions }: RuleFields): AttemptRule {
  return conditions as unknown as AttemptRule;
}

function contactTimesConditions({ conditions }: RuleFields): ContactTimesRule {
  return conditions as unknown as ContactTimesRule;
}
