import type { Rule } from './rule.ts';

const FIELDS = ['source', 'version', 'licence'] as const;
/** As much of a data file as its head may take. */
const HEAD_CHARACTERS = 4000;

/** Data without a source cannot be checked, brought up to date, or given away. */
export const dataHasSources: Rule = {
  name: 'place data names its sources, with version and licence',
  covers: ({ path }) => path.startsWith('packages/places/data/'),
  check: ({ text }) => {
    const missing = problemOf(sourcesOf(text));
    return missing === undefined
      ? []
      : [
          {
            line: 1,
            message: `${missing}; begin the file as \`dataFile\` in scripts/generators/data-file.ts does`,
          },
        ];
  },
};

/** The value of `"sources"` at the head of a JSON file; the rest, of megabytes, is not parsed. */
function sourcesOf(text: string): unknown {
  const list = /"sources":\s*(\[[^\]]*\])/.exec(text.slice(0, HEAD_CHARACTERS))?.[1];
  if (list === undefined) return undefined;
  try {
    return JSON.parse(list);
  } catch {
    return undefined;
  }
}

function problemOf(sources: unknown): string | undefined {
  if (!Array.isArray(sources) || sources.length === 0) return 'no `sources` at its head';
  const field = FIELDS.find((name) => !sources.every((source: unknown) => hasText(source, name)));
  return field === undefined ? undefined : `a source has no \`${field}\``;
}

function hasText(source: unknown, name: string): boolean {
  if (typeof source !== 'object' || source === null) return false;
  const value: unknown = Object.entries(source).find(([key]) => key === name)?.[1];
  return typeof value === 'string' && value.trim() !== '';
}
