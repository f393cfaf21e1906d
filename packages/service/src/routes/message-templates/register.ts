import { endpoints } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { MessageTemplate } from '@tact/store';
import { found } from '../../command-error.ts';
import type { Parts } from '../../commands/context.ts';
import { createMessageTemplate, updateMessageTemplate } from '../../commands/save-message-template.ts';
import { answer, type Router } from '../../http/router.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of message templates. */
export function registerMessageTemplates({ route }: Router, parts: Parts): void {
  const { messageTemplates } = endpoints;
  const { store } = parts;
  route(messageTemplates.create, async ({ body, caller }) =>
    answer(201, templateJson(await createMessageTemplate(parts, caller, body))),
  );
  route(messageTemplates.list, async ({ query, caller }) => {
    const page = await store.messageTemplates.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, templateJson));
  });
  route(messageTemplates.get, async ({ params, caller }) => {
    const template = await store.messageTemplates.get(caller.organizationId, params.id);
    return answer(200, templateJson(found(template, 'message template')));
  });
  route(messageTemplates.update, async ({ params, body, caller }) =>
    answer(200, templateJson(await updateMessageTemplate(parts, caller, params.id, body))),
  );
  route(messageTemplates.delete, async ({ params, caller: { organizationId, actor } }) => {
    await store.messageTemplates.delete(organizationId, params.id, actor);
    return answer(204, null);
  });
}

function templateJson({ createdAt, updatedAt, ...template }: MessageTemplate) {
  return { ...template, createdAt: formatInstant(createdAt), updatedAt: formatInstant(updatedAt) };
}
