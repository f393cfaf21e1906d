import type { ComponentType } from 'react';

/** A screen by its address, loaded when it is first gone to. */
export interface LazyScreen {
  readonly path: string;
  readonly load: () => Promise<Readonly<Record<string, ComponentType>>>;
  readonly name: string;
}

const objects = () => import('./screens/campaign-objects/object-screens.tsx');
const messages = () => import('./screens/messages/message-screens.tsx');
const lists = () => import('./screens/contact-lists/contact-list-screens.tsx');
const campaigns = () => import('./screens/campaigns/campaign-screens.tsx');
const execution = () => import('./screens/execution/execution-screen.tsx');
const channels = () => import('./screens/channels/channel-screens.tsx');

const OBJECTS = ['dialing-profiles', 'campaign-templates', 'campaign-groups'].flatMap(
  (kind): readonly LazyScreen[] => [
    { path: `/${kind}`, load: objects, name: 'ObjectListScreen' },
    { path: `/${kind}/new`, load: objects, name: 'NewObjectScreen' },
    { path: `/${kind}/$id`, load: objects, name: 'EditObjectScreen' },
    { path: `/${kind}/$id/copy`, load: objects, name: 'CopyObjectScreen' },
  ],
);

/** The screens of campaigns, of their queue and of channels. */
export const CAMPAIGN_SCREENS: readonly LazyScreen[] = [
  ...OBJECTS,
  { path: '/message-templates', load: messages, name: 'MessageTemplatesScreen' },
  { path: '/message-templates/new', load: messages, name: 'NewMessageTemplateScreen' },
  { path: '/message-templates/$id', load: messages, name: 'EditMessageTemplateScreen' },
  { path: '/message-templates/$id/copy', load: messages, name: 'CopyMessageTemplateScreen' },
  { path: '/contact-lists', load: lists, name: 'ContactListsScreen' },
  { path: '/contact-lists/$id', load: lists, name: 'ContactListScreen' },
  { path: '/campaigns', load: campaigns, name: 'CampaignsScreen' },
  { path: '/campaigns/new', load: campaigns, name: 'NewCampaignScreen' },
  { path: '/campaigns/$id', load: campaigns, name: 'CampaignScreen' },
  { path: '/campaigns/$id/copy', load: campaigns, name: 'CopyCampaignScreen' },
  { path: '/campaigns/$id/edit', load: campaigns, name: 'EditCampaignScreen' },
  { path: '/execution', load: execution, name: 'ExecutionScreen' },
  { path: '/settings/channels', load: channels, name: 'ChannelsScreen' },
  { path: '/settings/channels/new', load: channels, name: 'NewChannelScreen' },
  { path: '/settings/channels/$id', load: channels, name: 'EditChannelScreen' },
];
