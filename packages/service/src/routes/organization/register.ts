import { endpoints } from '@tact/api';
import type { Organization } from '@tact/store';
import type { Parts } from '../../commands/context.ts';
import type { LookParts } from '../../commands/look-parts.ts';
import { effectJson, findLimitsEffect } from '../../commands/rule-effect.ts';
import { updateOrganization } from '../../commands/update-organization.ts';
import { onVersion } from '../../commands/version-conflict.ts';
import { answer, type Router } from '../../http/router.ts';
import { seesContacts } from '../backtests/register.ts';

/** Registers the routes of the caller's organization. */
export function registerOrganization({ route }: Router, parts: Parts & LookParts): void {
  const { organization } = endpoints;
  route(organization.get, async ({ caller }) =>
    answer(200, organizationJson(await parts.store.organizations.get(caller.organizationId))),
  );
  route(organization.update, async ({ body, caller }) =>
    answer(200, organizationJson(await updateOrganization(parts, caller, body))),
  );
  route(organization.effect, async ({ body, caller, sender }) =>
    answer(200, effectJson(await findLimitsEffect(parts, caller, body), seesContacts(sender))),
  );
  const { retention } = parts.store;
  route(organization.retention, async ({ caller }) =>
    answer(200, await retention.get(caller.organizationId)),
  );
  route(
    organization.setRetention,
    async ({ body: { version, ...days }, caller: { organizationId, actor } }) =>
      answer(
        200,
        await onVersion(
          () => retention.set(organizationId, version, days, actor),
          () => retention.get(organizationId),
        ),
      ),
  );
}

function organizationJson({ id, name, locale, currency, defaultCountry, rules, version }: Organization) {
  const { zone, zoneFallback, allowedHours, limits } = rules;
  return { id, name, zone, zoneFallback, locale, currency, defaultCountry, allowedHours, limits, version };
}
