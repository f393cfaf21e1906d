import { offsetMsAt, spanAt, type Instant, type ZoneTable } from '@tact/engine';
import { placeOfNumber, type CustomTimezones } from '@tact/places';
import type { Interaction, InteractionBatch } from '@tact/store';
import { createBatchClasses } from './batch-classes.ts';
import { contactPlaceThen, type HoursJudge, type HoursRuleset, type JudgedHours } from './judge-hours.ts';
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

  function judgedAt(batch: InteractionBatch, index: number, hasOwnClock: boolean): JudgedAlike {
    const row = rowOf(batch.interactionAt(index));
    const [zone] = row.zone.split(' | ');
    const known = zone === undefined ? undefined : zoneTable.get(zone);
    return {
      hours: row.hours,
      hasOwnClock,
      hoursBytes: bytesOf(row, ['hours', 'rules', 'judgedBy']),
      zoneBytes: bytesOf(row, ['zone', 'zoneFrom']),
      offsetMs: known === undefined ? Number.NaN : offsetMsAt(known, instantOf(batch, index)),
    };
  }

  /** How long a verdict holds: a step of the rules' hours, in which no clock that they may read changes. Empty where that is not known. */
  function spanOf(batch: InteractionBatch, index: number, { ruleset, stepMs }: HoursRuleset) {
    const at = instantOf(batch, index);
    const from = Math.floor(at / stepMs) * stepMs;
    const { contact, postalCode, deviceKey } = batch.interactionAt(index);
    const never = { from: at, until: at };
    // Rules that look at all devices of a contact look at more than a class says.
    if (ruleset.factsNeeded.otherDevices || deviceKey === '') return never;
    const zones = [
      ruleset.clock.zone,
      contactPlaceThen({ contact, postalCode }).zone,
      ...(deviceKey.startsWith('+') ? placeOfNumber(deviceKey, customTimezones).zones : []),
    ];
    const isSteady = (name: string) => {
      const zone = zoneTable.get(name);
      if (zone === undefined) return false;
      const span = spanAt(zone, from as Instant);
      return (
        (zone.offsetsMs[span] ?? 1) % stepMs === 0 &&
        (zone.startsAtUtc[span + 1] ?? Infinity) >= from + stepMs
      );
    };
    return zones.every((zone) => zone === null || isSteady(zone)) ? { from, until: from + stepMs } : never;
  }

  return {
    of(batch, index) {
      const at = instantOf(batch, index);
      if (at < 0 || at >= zoneTable.endsAtUtc) return judgedAt(batch, index, false);
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
      const judged = judgedAt(batch, index, hasZones && shape?.direction === 'outbound');
      if (found === undefined && ++count > KEPT_MAX) [kept, count] = [[], 0];
      else ofContact[device] = { judged, ruleset, ...spanOf(batch, index, ruleset) };
      return judged;
    },
  };
}

function instantOf(batch: InteractionBatch, index: number): Instant {
  return (batch.instants[index] ?? 0) as Instant;
}
