/** Height of a row, pixels; all are alike. */
export const ROW_PX = 38;
/** Browsers draw no element higher than some tens of millions of pixels; beyond this a pixel of the bar stands for more than one of the rows. */
const SCROLLED_PX_MAX = 12_000_000;

/** A long table of which a few rows are drawn: how far its bar goes, and which row stands first where the bar is. */
export interface RowWindow {
  readonly total: number;
  /** Rows that are drawn. */
  readonly drawn: number;
  /** What the bar scrolls through, pixels. */
  readonly innerPx: number;
  /** The last row that can stand first. */
  readonly lastFirst: number;
}

/** The window of so many rows on a table of so many. */
export function rowWindow(total: number, drawnMax: number): RowWindow {
  const drawn = Math.min(total, drawnMax);
  return {
    total,
    drawn,
    innerPx: Math.min(total * ROW_PX, SCROLLED_PX_MAX),
    lastFirst: total - drawn,
  };
}

/** Which row stands first when the bar is so far down, pixels. */
export function firstRowAt({ innerPx, drawn, lastFirst }: RowWindow, scrolledPx: number): number {
  const wayPx = innerPx - drawn * ROW_PX;
  if (wayPx <= 0) return 0;
  return clamp(Math.round((scrolledPx / wayPx) * lastFirst), lastFirst);
}

/** How far down the bar is when a row stands first, pixels. */
export function scrolledTo({ innerPx, drawn, lastFirst }: RowWindow, first: number): number {
  if (lastFirst === 0) return 0;
  return (clamp(first, lastFirst) / lastFirst) * (innerPx - drawn * ROW_PX);
}

/** Where a key leads from a first row; undefined: the key means nothing here. */
export function rowAfterKey({ drawn, lastFirst }: RowWindow, first: number, key: string): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: Math.max(drawn - 1, 1),
    PageUp: -Math.max(drawn - 1, 1),
    Home: -Infinity,
    End: Infinity,
  };
  const step = steps[key];
  return step === undefined ? undefined : clamp(first + step, lastFirst);
}

function clamp(row: number, lastFirst: number): number {
  return Math.min(Math.max(row, 0), lastFirst);
}
