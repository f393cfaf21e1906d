import { client } from '../../api/client.ts';
import type { KeptKind } from '../../parts/kept/kept-kind.ts';
import { texts } from '../../texts/screen-texts.ts';
import { bodyOfChange, bodyOfNew, draftOf, type ChannelDraft } from './channel-draft.ts';

/** A channel configuration as the API answers it. */
export type StoredChannel = Awaited<ReturnType<typeof client.channels.get>>;

const WORDS = texts.channelsScreen;

/** Channel configurations. What was kept as a secret is not known here: a deleted one is not made again, and none is copied. */
export const CHANNELS_KEPT: KeptKind<StoredChannel, ChannelDraft> = {
  path: '/settings/channels',
  area: 'channels',
  entity: 'channel',
  scope: 'channels:write',
  words: WORDS,
  list: (query) => client.channels.list({ query }),
  get: (id) => client.channels.get({ params: { id } }),
  create: (draft) => client.channels.create({ body: bodyOfNew(draft) }),
  update: ({ id }, version, draft) =>
    client.channels.update({ params: { id }, body: bodyOfChange(draft, version) }),
  delete: (id) => client.channels.delete({ params: { id } }),
  draftOf,
  shown: ({ settings, ...draft }, { secretNames }) => ({
    ...draft,
    ...Object.fromEntries(Object.entries(settings).filter(([name]) => !secretNames.includes(name))),
  }),
  copies: 'not',
  findIn: ({ channel, kind }) => `${texts.channels[channel]} ${WORDS.kinds[kind]}`,
  // Its test and the addresses for its provider stand there.
  afterCreate: (id) => `/settings/channels/${id}`,
};
