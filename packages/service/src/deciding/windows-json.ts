import {
  formatInstant,
  formatLocal,
  formatLocalMs,
  verdictJson,
  type AllowedSpan,
  type DecisionVersions,
  type ZoneTable,
} from '@tact/engine';
import type { FoundWindows } from './windows.ts';

/** Windows on the wire: instants in UTC, and each span on the clocks of the request's zones. The same on every surface. */
export interface WindowsJson {
  readonly from: string;
  readonly until: string;
  readonly spans: readonly SpanJson[];
  readonly closed: readonly ClosedSpanJson[];
  readonly unknownFrom: string | null;
  /** The clocks that count, with where each is from, at the first instant. */
  readonly zones: readonly {
    readonly zone: string;
    readonly from: 'contact' | 'device' | 'organization';
    readonly local: string;
  }[];
  readonly ruleset: string;
  readonly versions: DecisionVersions;
}

/** A span, and the same on the clock of each zone. */
export interface SpanJson {
  readonly from: string;
  readonly until: string;
  readonly local: readonly { readonly zone: string; readonly from: string; readonly until: string }[];
}

/** A closed span with what closes it. */
export interface ClosedSpanJson extends SpanJson {
  readonly kind: string;
  readonly ruleId: string | null;
  readonly rule: string;
  readonly code: string;
  readonly sentence: string;
}

/** Windows as they are sent. */
export function windowsJson(
  { decision, until, windows, closed }: FoundWindows,
  table: ZoneTable,
): WindowsJson {
  const zones = decision.zones.flatMap(({ zone }) => table.get(zone) ?? []);
  const { ruleset, versions } = decision;
  const spanJson = (span: AllowedSpan): SpanJson => ({
    from: formatInstant(span.from),
    until: formatInstant(span.until),
    local: zones.map((zone) => ({
      zone: zone.name,
      from: formatLocal(zone, span.from),
      until: formatLocal(zone, span.until),
    })),
  });
  return {
    from: formatInstant(decision.at),
    until: formatInstant(until),
    spans: windows.spans.map(spanJson),
    closed: closed.map(({ deciding, ...span }) => {
      const { kind, ruleId, rule, code, sentence } = verdictJson(deciding);
      return { ...spanJson(span), kind, ruleId, rule, code, sentence };
    }),
    unknownFrom: windows.unknownFrom === null ? null : formatInstant(windows.unknownFrom),
    zones: decision.zones.map(({ zone, from, localMs }) => ({ zone, from, local: formatLocalMs(localMs) })),
    ruleset,
    versions,
  };
}
