import type { Channel, Choice } from '@tact/engine';
import { client } from '../../api/client.ts';
import type { KeptKind } from '../../parts/kept/kept-kind.ts';
import { changedFields, without } from '../../parts/kept/without.ts';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.lists;

/** A list as the API answers it. */
export type StoredList = Awaited<ReturnType<typeof client.suppressionLists.get>>;

/** What of a list is edited. */
export type ListDraft = Pick<
  StoredList,
  'name' | 'type' | 'channels' | 'required' | 'expires' | 'retentionDays' | 'registry'
>;

/** Suppression lists. The entries go with a list, so that a deleted one is not made again; of the own list only the name is changed. */
export const LISTS_KEPT: KeptKind<StoredList, ListDraft> = {
  path: '/suppression-lists',
  area: 'suppression-lists',
  entity: 'suppression-list',
  scope: 'suppression:write',
  words: { ...WORDS, deleteAbout: ({ size }) => WORDS.deleteAbout(size.toLocaleString('en-US')) },
  list: (query) => client.suppressionLists.list({ query }),
  get: (id) => client.suppressionLists.get({ params: { id } }),
  create: (body) => client.suppressionLists.create({ body }),
  update: (stored, version, draft) => {
    // What an import has written meanwhile, such as the version of a registry, is not written over by another field's change.
    const change = without(changedFields(LISTS_KEPT.draftOf(stored), draft), ['type']);
    return client.suppressionLists.update({ params: { id: stored.id }, body: { version, ...change } });
  },
  savesChangesOnly: true,
  delete: (id) => client.suppressionLists.delete({ params: { id } }),
  canDelete: ({ isOwn }) => !isOwn,
  draftOf: ({ name, type, channels, required, expires, retentionDays, registry }) => ({
    name,
    type,
    channels,
    required,
    expires,
    retentionDays,
    registry,
  }),
  copies: 'not',
  findIn: ({ type, channels }) => `${WORDS.types[type]} ${channelWords(channels)}`,
  lookedAt: (id) => `/suppression-lists/${id}`,
};

/** Channels in words. */
export function channelWords(channels: Choice<Channel>): string {
  return channels === 'any'
    ? texts.selection.anyChannel
    : channels.map((one) => texts.channels[one]).join(', ');
}
