import { quote, readMessage, type MessageTemplateChangeJson, type NewMessageTemplateJson } from '@tact/api';
import type { MessageTemplate, MessageTemplateFields, MessageText } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** Creates a message template. */
export function createMessageTemplate(
  { store }: Parts,
  { organizationId, actor }: Caller,
  { name, texts }: NewMessageTemplateJson,
): Promise<MessageTemplate> {
  return store.messageTemplates.create(organizationId, checked({ name, texts: textsOf(texts) }), actor);
}

/** Changes the named fields of a message template; the texts as a whole. */
export async function updateMessageTemplate(
  { store }: Parts,
  { organizationId, actor }: Caller,
  id: string,
  { version, name, texts }: MessageTemplateChangeJson,
): Promise<MessageTemplate> {
  const { messageTemplates } = store;
  const current = found(await messageTemplates.get(organizationId, id), 'message template');
  if (current.version !== version) throw versionConflict(current.version);
  const next = checked({
    name: name ?? current.name,
    texts: texts === undefined ? current.texts : textsOf(texts),
  });
  return onVersion(
    () => messageTemplates.update(organizationId, id, version, next, actor),
    () => messageTemplates.get(organizationId, id),
  );
}

function textsOf(texts: NewMessageTemplateJson['texts']): readonly MessageText[] {
  return texts.map(({ language, text, subject = null, html = null }) => ({ language, subject, text, html }));
}

/** Refuses a language that stands twice, and placeholders that nothing fills in: `message_invalid`, with the path to them. */
function checked(template: MessageTemplateFields): MessageTemplateFields {
  const languages = new Set<string>();
  for (const [index, { language, subject, text, html }] of template.texts.entries()) {
    const path = `/texts/${index}`;
    if (languages.has(language.toLowerCase()))
      throw invalid(
        `the language ${quote(language)} stands twice; write one text in each`,
        `${path}/language`,
      );
    languages.add(language.toLowerCase());
    for (const [part, written] of Object.entries({ subject, text, html })) {
      const read = written === null ? [] : readMessage(written);
      if ('problem' in read) throw invalid(read.problem, `${path}/${part}`);
    }
  }
  return template;
}

function invalid(sentence: string, path: string): CommandError {
  return new CommandError('message_invalid', sentence, { path });
}
