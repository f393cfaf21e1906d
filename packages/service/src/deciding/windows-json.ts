import { formatInstant, formatLocal, type DecisionVersions, type ZoneTable } from '@tact/engine';
import type { FoundWindows } from './windows.ts';

/** Windows on the wire: instants in UTC, and each span on the clocks of the request's zones. The same on every surface. */
export interface WindowsJson {
  readonly from: string;
  readonly until: string;
  readonly spans: readonly {
    readonly from: string;
    readonly until: string;
    readonly local: readonly { readonly zone: string; readonly from: string; readonly until: string }[];
  }[];
  readonly unknownFrom: string | null;
  readonly ruleset: string;
  readonly versions: DecisionVersions;
}

/** Windows as they are sent. */
export function windowsJson({ decision, until, windows }: FoundWindows, table: ZoneTable): WindowsJson {
  const zones = decision.zones.flatMap(({ zone }) => table.get(zone) ?? []);
  const { ruleset, versions } = decision;
  return {
    from: formatInstant(decision.at),
    until: formatInstant(until),
    spans: windows.spans.map((span) => ({
      from: formatInstant(span.from),
      until: formatInstant(span.until),
      local: zones.map((zone) => ({
        zone: zone.name,
        from: formatLocal(zone, span.from),
        until: formatLocal(zone, span.until),
      })),
    })),
    unknownFrom: windows.unknownFrom === null ? null : formatInstant(windows.unknownFrom),
    ruleset,
    versions,
  };
}
