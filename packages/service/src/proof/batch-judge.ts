import { isPhoneKey, offsetMsAt, spanAt, type Instant, type ZoneTable } from '@tact/engine';
import { placeOfNumber, type CustomTimezones } from '@tact/places';
import type { Interaction, InteractionBatch } from '@tact/store';
import { createBatchClasses } from './batch-classes.ts';
import {
  contactPlaceThen,
  HOURS_STEPS_MS,
  type HoursJudge,
  type HoursRuleset,
  type JudgedHours,
} from './judge-hours.ts';
import type { ReportRow } from './report-row.ts';

/** What is written of interactions that are judged alike. */
export interface JudgedAlike {
  readonly hours: JudgedHours['hours'];
  /** `,hours,rules,judgedBy` as bytes of CSV. */
  readonly hoursBytes: Uint8Array;
  /** `,zone,zoneFrom` as bytes of CSV. */
  readonly zoneBytes: Uint8Array;
  /** Whether the wall clock and the zones of its own decision are written, and not those that are given here. */
  readonly hasOwnClock: boolean;
  /** The first zone's wall clock minus UTC, milliseconds; NaN where no zone is known. */
  readonly offsetMs: number;
}

/** Judges the interactions of batches, each class once for as long as no rule and no clock changes. */
export interface BatchJudge {
  /** What is written of one. */
  of(batch: InteractionBatch, index: number): JudgedAlike;
}

interface Kept {
  readonly judged: JudgedAlike;
  readonly ruleset: HoursRuleset;
  /** Instants at which it holds. */
  readonly from: number;
  readonly until: number;
}

/** What is kept at most; then it begins anew. */
const KEPT_MAX = 50_000;

/** Creates a judge. `rowOf` says of one interaction what the report says of it, and is asked once for all that are judged alike. */
export function createBatchJudge({
  judge,
  zoneTable,
  customTimezones,
  rowOf,
  bytesOf,
}: {
  readonly judge: HoursJudge;
  readonly zoneTable: ZoneTable;
  readonly customTimezones: CustomTimezones | undefined;
  readonly rowOf: (interaction: Interaction) => ReportRow;
  /** Columns of a row as CSV, a comma before each. */
  readonly bytesOf: (row: ReportRow, columns: readonly (keyof ReportRow)[]) => Uint8Array;
}): BatchJudge {
  const classes = createBatchClasses(customTimezones);
  /** By shape and by what it was decided by, by contact, by device. */
  let kept: (Kept | undefined)[][][] = [];
  let count = 0;

  function judgedOne(interaction: Interaction, hasOwnClock: boolean): JudgedAlike {
    const row = rowOf(interaction);
    const [name] = row.zone.split(' | ');
    const zone = name === undefined ? undefined : zoneTable.get(name);
    return {
      hours: row.hours,
      hasOwnClock,
      hoursBytes: bytesOf(row, ['hours', 'rules', 'judgedBy']),
      zoneBytes: bytesOf(row, ['zone', 'zoneFrom']),
      offsetMs: zone === undefined ? Number.NaN : offsetMsAt(zone, interaction.at),
    };
  }

  /** How long a verdict holds: the longest step of the rules' hours in which no clock changes that they may read. Empty where none is known. */
  function spanOf({ at, contact, postalCode, deviceKey }: Interaction, { ruleset, stepMs }: HoursRuleset) {
    const never = { from: at, until: at };
    // Rules that look at all devices of a contact look at more than a class says.
    if (ruleset.factsNeeded.otherDevices) return never;
    const place = contactPlaceThen({ contact, postalCode }).zone;
    const zones = [ruleset.clock.zone, ...(place === null ? [] : [place])];
    if (isPhoneKey(deviceKey)) zones.push(...placeOfNumber(deviceKey, customTimezones).zones);
    for (const step of HOURS_STEPS_MS) {
      const from = Math.floor(at / step) * step;
      if (step <= stepMs && zones.every((zone) => isSteady(zone, from, step)))
        return { from, until: from + step };
    }
    return never;
  }

  /** Whether the wall clock runs on through the step, and is at a multiple of it at its beginning. */
  function isSteady(name: string, from: number, step: number): boolean {
    const zone = zoneTable.get(name);
    if (zone === undefined) return false;
    const span = spanAt(zone, from as Instant);
    const endsAt = zone.startsAtUtc[span + 1] ?? Infinity;
    return (zone.offsetsMs[span] ?? 1) % step === 0 && endsAt >= from + step;
  }

  return {
    of(batch, index) {
      const at = instantOf(batch, index);
      if (at < 0 || at >= zoneTable.endsAtUtc) return judgedOne(batch.interactionAt(index), false);
      const shape = batch.shapeList[batch.shapes[index] ?? 0];
      const ruleset = judge.rulesetAt({ at, campaignGroupId: shape?.campaignGroupId ?? null });
      const isDecided = (batch.decisionIds[index] ?? -1) >= 0;
      const hasZones = isDecided && (batch.zonesList[batch.zones[index] ?? -1]?.length ?? 0) > 0;
      const decided = hasZones ? 2 : Number(isDecided);
      const ofShape = (kept[classes.shapeOf(batch, index) * 3 + decided] ??= []);
      const ofContact = (ofShape[classes.contactOf(batch, index)] ??= []);
      const device = classes.deviceOf(batch, index);
      const found = ofContact[device];
      if (found !== undefined && found.ruleset === ruleset && at >= found.from && at < found.until)
        return found.judged;
      const interaction = batch.interactionAt(index);
      const judged = judgedOne(interaction, hasZones && shape?.direction === 'outbound');
      if (found === undefined && ++count > KEPT_MAX) [kept, count] = [[], 0];
      else ofContact[device] = { judged, ruleset, ...spanOf(interaction, ruleset) };
      return judged;
    },
  };
}

function instantOf(batch: InteractionBatch, index: number): Instant {
  return (batch.instants[index] ?? 0) as Instant;
}
