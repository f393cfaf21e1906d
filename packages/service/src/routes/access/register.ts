import { endpoints } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { ApiKey } from '@tact/store';
import type { Parts } from '../../commands/context.ts';
import { createApiKey } from '../../commands/create-api-key.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of API keys. */
export function registerAccess({ route }: Router, parts: Parts): void {
  const { apiKeys } = endpoints;
  const { access } = parts.store;
  route(apiKeys.create, async ({ body, caller, sender }) => {
    const { key, text } = await createApiKey(parts, caller, sender.principal, body);
    // The text of the key is kept nowhere, not with the answers that are kept for repeats either.
    return answer(201, { ...keyJson(key), key: text }, { ...keyJson(key), key: null });
  });
  route(apiKeys.list, async ({ query, caller }) => {
    const page = await access.listApiKeys(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, keyJson));
  });
  route(apiKeys.revoke, async ({ params, caller: { organizationId, actor } }) =>
    answer(200, keyJson(await access.revokeApiKey(organizationId, params.id, actor))),
  );
}

function keyJson({ id, name, role, scopes, prefix, ...key }: ApiKey) {
  return {
    id,
    name,
    role,
    scopes,
    prefix,
    createdAt: formatInstant(key.createdAt),
    expiresAt: instantOrNull(key.expiresAt),
    revokedAt: instantOrNull(key.revokedAt),
    lastUsedAt: instantOrNull(key.lastUsedAt),
  };
}
