import { texts } from '../texts/texts.ts';
import type { PlaceGroup } from './place.ts';

/** Campaigns and what they are made of, and their queue. */
export const CAMPAIGN_PLACES: PlaceGroup = {
  title: texts.nav.groups.campaigns,
  places: [
    {
      path: '/campaigns',
      title: texts.nav.campaigns,
      icon: 'megaphone',
      scope: 'campaigns:read',
      key: 'f',
    },
    { path: '/execution', title: texts.nav.execution, icon: 'pulse', scope: 'queue:read', key: 'e' },
    {
      path: '/contact-lists',
      title: texts.nav.contactLists,
      icon: 'rows',
      scope: 'contact-lists:read',
      key: 'j',
    },
    {
      path: '/message-templates',
      title: texts.nav.messageTemplates,
      icon: 'message',
      scope: 'campaigns:read',
      key: 'q',
    },
    {
      path: '/campaign-groups',
      title: texts.nav.campaignGroups,
      icon: 'folder',
      scope: 'campaign-groups:read',
      key: 'n',
    },
    {
      path: '/campaign-templates',
      title: texts.nav.campaignTemplates,
      icon: 'copy',
      scope: 'campaign-groups:read',
    },
    {
      path: '/dialing-profiles',
      title: texts.nav.dialingProfiles,
      icon: 'sliders',
      scope: 'campaign-groups:read',
      key: 'v',
    },
  ],
};
