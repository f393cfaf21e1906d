import { client } from '../../api/client.ts';
import type { KeptKind } from '../../parts/kept/kept-kind.ts';
import { texts } from '../../texts/screen-texts.ts';
import type { MessageDraftText } from './message-text-fields.tsx';

/** A message template as the API answers it. */
export type StoredMessage = Awaited<ReturnType<typeof client.messageTemplates.get>>;

/** What of a message template is edited. */
export interface MessageDraft {
  readonly name: string;
  readonly texts: readonly MessageDraftText[];
}

/** Message templates. */
export const MESSAGES_KEPT: KeptKind<StoredMessage, MessageDraft> = {
  path: '/message-templates',
  area: 'message-templates',
  entity: 'message-template',
  scope: 'campaigns:write',
  words: texts.messages,
  list: (query) => client.messageTemplates.list({ query }),
  get: (id) => client.messageTemplates.get({ params: { id } }),
  create: (body) => client.messageTemplates.create({ body }),
  update: ({ id }, version, draft) =>
    client.messageTemplates.update({ params: { id }, body: { ...draft, version } }),
  delete: (id) => client.messageTemplates.delete({ params: { id } }),
  draftOf: ({ name, texts: written }) => ({
    name,
    texts: written.map(({ language, subject, text, html }) => ({ language, subject, text, html })),
  }),
  canUndoDelete: () => true,
  copies: 'at-address',
  findIn: ({ texts: written }) => written.map(({ subject, text }) => `${subject ?? ''} ${text}`).join(' '),
};
