import { texts } from '../texts/texts.ts';
import type { PlaceGroup } from './place.ts';

/** Campaigns and what they are made of, and their queue. */
export const CAMPAIGN_PLACES: PlaceGroup = {
  title: texts.nav.groups.campaigns,
  places: [
    {
      path: '/campaigns',
      title: texts.campaigns.title,
      icon: 'megaphone',
      scope: 'campaigns:read',
      key: 'p',
    },
    { path: '/execution', title: texts.execution.title, icon: 'pulse', scope: 'queue:read', key: 'e' },
    {
      path: '/contact-lists',
      title: texts.contactLists.title,
      icon: 'rows',
      scope: 'contact-lists:read',
      key: 'j',
    },
    {
      path: '/message-templates',
      title: texts.messages.title,
      icon: 'message',
      scope: 'campaigns:read',
      key: 'w',
    },
    {
      path: '/campaign-groups',
      title: texts.objects['campaign-groups'].title,
      icon: 'folder',
      scope: 'campaign-groups:read',
      key: 'b',
    },
    {
      path: '/campaign-templates',
      title: texts.objects['campaign-templates'].title,
      icon: 'copy',
      scope: 'campaign-groups:read',
    },
    {
      path: '/dialing-profiles',
      title: texts.objects['dialing-profiles'].title,
      icon: 'sliders',
      scope: 'campaign-groups:read',
      key: 'v',
    },
  ],
};
