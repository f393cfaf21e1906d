/** One measured figure beside what could be reached at best, measured in the same run on the same machine. */
export interface Figure {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** What the limit is; empty where there is none to measure. */
  readonly limitName: string;
  readonly limitValue: number | null;
  /** `value / limitValue`: 1 is the limit itself, for rates as for times. */
  readonly ratio: number | null;
}

/** How large a bench is run. */
export interface BenchSettings {
  /** Seconds in all, small sizes: shows that every bench runs, not how fast anything is. */
  readonly smoke: boolean;
  readonly say: (line: string) => void;
}

/** One bench: a file of its own, run by name. */
export type Bench = (settings: BenchSettings) => Promise<readonly Figure[]>;

/** A figure with its limit. */
export function figure(
  bench: string,
  metric: string,
  value: number,
  unit: string,
  limit: { readonly name: string; readonly value: number } | null = null,
): Figure {
  return {
    bench,
    metric,
    value,
    unit,
    limitName: limit?.name ?? '',
    limitValue: limit?.value ?? null,
    ratio: limit === null || limit.value === 0 ? null : value / limit.value,
  };
}

/** A figure as one line. */
export function formatFigure({ metric, value, unit, limitName, limitValue, ratio }: Figure): string {
  const own = `  ${metric.padEnd(44)} ${formatNumber(value).padStart(12)} ${unit.padEnd(9)}`;
  if (limitValue === null || ratio === null) return own.trimEnd();
  return `${own} of ${formatNumber(limitValue).padStart(12)}  = ${ratio.toFixed(ratio < 0.1 ? 3 : 2)}  (${limitName})`;
}

function formatNumber(value: number): string {
  const digits = value >= 100 ? 0 : value >= 1 ? 1 : 3;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
