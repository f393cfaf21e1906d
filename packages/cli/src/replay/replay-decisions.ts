import { zoneTable } from '@tact/places';
import { replayOne, replaySample, reportPeriod, type ReplayMismatch } from '@tact/service/without-http';
import type { ReplayOptions } from '../commands/replay.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';

/** Decisions of one sample at most. */
const SAMPLE_MAX = 1_000_000;

/** Replays one decision, or a sample, and says what came of it. False where one does not follow from its record; what cannot be compared is told, and is no fault. */
export async function replayDecisions(id: string | null, options: ReplayOptions): Promise<boolean> {
  if ((id === null) === (options.sample === undefined))
    throw usage('name one decision, or give --sample with --from and --to');
  return withStore(options, (opened) => (id === null ? sample(opened, options) : one(opened, id)));
}

async function one({ store, organization }: OpenedStore, id: string): Promise<boolean> {
  const stored = await store.decisions.get(organization.id, id);
  if (stored === undefined) throw new Failure(`there is no decision \`${id}\` in \`${organization.name}\``);
  const source = await store.rules.findRuleset(organization.id, stored.ruleset);
  const result = replayOne(stored, source, zoneTable());
  if (result === 'equal') {
    process.stdout.write('equal: the decision follows from its record, byte for byte\n');
    return true;
  }
  if (result === 'erased') {
    process.stdout.write('erased: the person was erased, and nothing is left to recompute\n');
    return true;
  }
  if (result === 'other version') {
    process.stdout.write(
      'not compared: the record was made by another version of the engine or the zone table; use that version\n',
    );
    return true;
  }
  process.stdout.write(mismatchText({ id, ...result }));
  return false;
}

async function sample(
  { store, organization }: OpenedStore,
  { sample: wanted = '', from, to }: ReplayOptions,
): Promise<boolean> {
  const count = Number(wanted);
  if (!Number.isInteger(count) || count < 1 || count > SAMPLE_MAX)
    throw usage(`--sample \`${wanted}\` is not a number from 1 to ${SAMPLE_MAX}`);
  if (from === undefined || to === undefined) throw usage('a sample needs --from and --to');
  const period = reportPeriod(from, to, organization.rules.zone, zoneTable());
  if ('problem' in period) throw usage(period.problem);
  const result = await replaySample({ store, zoneTable: zoneTable() }, organization.id, period, count);
  const { replayed, equal, otherVersion, erased, mismatches } = result;
  for (const mismatch of mismatches) process.stdout.write(mismatchText(mismatch));
  process.stdout.write(
    `${replayed} decisions replayed: ${equal} equal, ${otherVersion} of another version, ${erased} erased, ${mismatches.length} different\n`,
  );
  return mismatches.length === 0;
}

function mismatchText({ id, sentence, differences }: ReplayMismatch): string {
  const lines = differences.map(
    ({ path, recorded = 'nothing', recomputed = 'nothing' }) =>
      `  ${path === '' ? '/' : path}\n    recorded    ${recorded}\n    recomputed  ${recomputed}`,
  );
  return `${[`different: ${id}: ${sentence}`, ...lines].join('\n')}\n`;
}
