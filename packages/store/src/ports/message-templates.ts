import type { Instant, OrganizationId } from '@tact/engine';
import type { Actor, Page, PageRequest } from './store.ts';

/** What a message says in one language. Placeholders were checked before it came here. */
export interface MessageText {
  /** BCP 47, such as `en` or `es-MX`. */
  readonly language: string;
  /** For e-mail; null elsewhere. */
  readonly subject: string | null;
  readonly text: string;
  /** For e-mail; null: the text alone. */
  readonly html: string | null;
}

/** What a message template is described by: one text at least, one a language. The first is taken where no language fits. */
export interface MessageTemplateFields {
  readonly name: string;
  readonly texts: readonly MessageText[];
}

/** A stored message template. */
export interface MessageTemplate extends MessageTemplateFields {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/** Message templates. Names are unique (`name_taken`); one that a campaign names is `still_used`. */
export interface MessageTemplatePort {
  get(organizationId: OrganizationId, id: string): Promise<MessageTemplate | undefined>;
  /** By name. */
  list(organizationId: OrganizationId, page: PageRequest): Promise<Page<MessageTemplate>>;
  create(
    organizationId: OrganizationId,
    template: MessageTemplateFields,
    actor: Actor,
  ): Promise<MessageTemplate>;
  update(
    organizationId: OrganizationId,
    id: string,
    version: number,
    template: MessageTemplateFields,
    actor: Actor,
  ): Promise<MessageTemplate>;
  delete(organizationId: OrganizationId, id: string, actor: Actor): Promise<void>;
}
