/** English of registries: suppression lists that somebody else keeps. */
export const englishRegistry = {
  registry: {
    version: 'Date of its version',
    versionHelp: 'When the registry gave it out, on the organization’s clock; an import sets it, too',
    states: {
      none: 'No version',
      stale: 'Stale',
      staleIn: (days: number) =>
        days === 0
          ? 'Stale within a day'
          : `Stale in ${days.toLocaleString('en-US')} ${days === 1 ? 'day' : 'days'}`,
    },
    blocks: {
      title: (isRequired: boolean) =>
        isRequired
          ? 'It blocks everybody, on each of its channels'
          : 'It blocks everybody in the campaigns that picked it, on each of its channels',
      none: 'A registry without the date of its version proves nothing about anybody.',
      noneDo: 'Import its file with its date, or set the date in its form.',
      empty: 'A registry that covers no number prefix proves nothing about anybody.',
      emptyDo: 'Name the prefixes that it covers.',
      stale: (since: string, hours: string) =>
        `Its version is older than the ${hours} hours that it may be, since ${since}.`,
      staleDo: 'Import a newer version.',
    },
    soon: (at: string) => `From ${at} on it is too old, and blocks. Import a newer version before.`,
    facts: (version: string, coverage: string, until: string) =>
      `Version of ${version}; covers ${coverage}; good until ${until}`,
    noVersion: 'no known date',
    noCoverage: 'no number',
  },
} as const;
