import { texts } from '../texts/texts.ts';
import { CAMPAIGN_PLACES } from './navigation-campaigns.ts';
import type { Place, PlaceGroup } from './place.ts';

/** The places by group, in the order of the navigation. */
export const NAVIGATION: readonly PlaceGroup[] = [
  {
    title: texts.nav.groups.work,
    places: [
      { path: '/decide', title: texts.nav.decide, icon: 'question', scope: 'decisions:write', key: 'd' },
      { path: '/callable', title: texts.nav.callable, icon: 'globe', scope: 'decisions:read', key: 'w' },
      { path: '/forecast', title: texts.nav.forecast, icon: 'grid', scope: 'campaigns:read' },
      { path: '/contacts', title: texts.nav.contacts, icon: 'people', scope: 'contacts:read', key: 'c' },
      { path: '/accounts', title: texts.nav.accounts, icon: 'account', scope: 'accounts:read', key: 'a' },
    ],
  },
  CAMPAIGN_PLACES,
  {
    title: texts.nav.groups.compliance,
    places: [
      {
        path: '/suppression-lists',
        title: texts.nav.suppressionLists,
        icon: 'list',
        scope: 'suppression:read',
        key: 's',
      },
      { path: '/opt-outs', title: texts.nav.optOuts, icon: 'hand', scope: 'opt-outs:read', key: 'o' },
      {
        path: '/rules/attempt',
        title: texts.nav.attemptRules,
        icon: 'repeat',
        scope: 'rules:read',
        key: 'r',
      },
      {
        path: '/rules/contact-times',
        title: texts.nav.contactTimes,
        icon: 'clock',
        scope: 'rules:read',
        key: 't',
      },
      { path: '/contact-dates', title: texts.nav.contactDates, icon: 'date', scope: 'rules:read', key: 'h' },
      { path: '/rules/location', title: texts.nav.locationRules, icon: 'pin', scope: 'rules:read', key: 'l' },
      { path: '/rules/custom', title: texts.nav.customRules, icon: 'code', scope: 'rules:read', key: 'x' },
      {
        path: '/custom-timezones',
        title: texts.nav.customTimezones,
        icon: 'globe',
        scope: 'rules:read',
        key: 'z',
      },
      {
        path: '/pre-dial-validations',
        title: texts.nav.preDialValidations,
        icon: 'pulse',
        scope: 'rules:read',
      },
    ],
  },
  {
    title: texts.nav.groups.audit,
    places: [
      {
        path: '/reports/compliance',
        title: texts.nav.complianceReport,
        icon: 'gauge',
        scope: 'audit:read',
        key: 'p',
      },
      { path: '/audit', title: texts.nav.auditTrail, icon: 'scroll', scope: 'audit:read', key: 'y' },
      { path: '/decisions', title: texts.nav.decisions, icon: 'tick', scope: 'decisions:read', key: 'i' },
    ],
  },
  {
    title: texts.nav.groups.settings,
    places: [
      {
        path: '/settings/organization',
        title: texts.nav.organization,
        icon: 'gear',
        scope: 'organization:read',
        key: 'g',
      },
      {
        path: '/settings/limits',
        title: texts.nav.limits,
        icon: 'gauge',
        scope: 'organization:read',
        key: 'm',
      },
      {
        path: '/settings/compliance',
        title: texts.nav.compliance,
        icon: 'hand',
        scope: 'opt-outs:write',
        key: 'b',
      },
      { path: '/settings/users', title: texts.nav.users, icon: 'person', scope: 'users:read', key: 'u' },
      { path: '/settings/api-keys', title: texts.nav.apiKeys, icon: 'key', scope: 'api-keys:read', key: 'k' },
      {
        path: '/settings/channels',
        title: texts.nav.channels,
        icon: 'antenna',
        scope: 'channels:read',
      },
      { path: '/settings/dispositions', title: texts.nav.dispositions, icon: 'tag', scope: 'rules:read' },
      { path: '/settings/treatments', title: texts.nav.treatments, icon: 'arrow', scope: 'rules:read' },
    ],
  },
];

/** All places. */
export const PLACES: readonly Place[] = NAVIGATION.flatMap(({ places }) => places);
