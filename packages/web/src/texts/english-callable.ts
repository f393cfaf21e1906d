/** English of what may be contacted where. */
export const englishCallable = {
  callable: {
    title: 'Callable now',
    about:
      'When a mobile phone that lies somewhere in a state, province or country may be contacted. All of its zones have to agree. Each contact is decided by itself: attempts, opt-outs and lists come on top.',
    of: 'Map',
    regions: 'US and Canada',
    countries: 'Countries',
    campaign: 'Campaign',
    allRules: 'Required rules, all contacts',
    moment: 'Hours from now',
    play: 'Play 24 hours',
    pause: 'Pause',
    backToNow: 'Now',
    at: (time: string) => time,
    states: { open: 'Open', closing_soon: 'Closing soon', closed: 'Closed', unknown: 'Cannot be told' },
    figure: (areas: number, contacts: string, share: string) =>
      `${areas} ${areas === 1 ? 'area' : 'areas'}, ${contacts} contacts (${share})`,
    area: 'Area',
    state: 'State',
    changes: 'Changes',
    contacts: 'Contacts',
    share: 'Share',
    by: 'Closed by',
    opensAt: (when: string) => `opens ${when}`,
    closesAt: (when: string) => `closes ${when}`,
    notToday: 'not within these 24 hours',
    tile: (code: string, name: string, state: string, contacts: string) =>
      `${code} ${name}: ${state}, ${contacts} contacts`,
    elsewhere: (count: string) => `${count} contacts are elsewhere, or where they are is not known.`,
    leftOut: (rules: string) =>
      `Left out, because they read what is known of a contact: ${rules}. A decision asks them.`,
    mapLabel: 'Map of the countries',
    gridLabel: 'States and provinces, each a square about where it lies',
    choose: 'Choose an area to see its hours.',
    hours: (name: string) => `The next 24 hours in ${name}`,
    empty: 'No contact is in any of these areas.',
    onlyContacts: 'Only areas with contacts',
  },
} as const;
