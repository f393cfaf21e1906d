import type { client } from '../../api/client.ts';
import type { IconName } from '../../parts/icon.tsx';

/** What the API says of all areas. */
export type Callable = Awaited<ReturnType<typeof client.callable.find>>;
/** A region or country with its spans. */
export type Area = Callable['areas'][number];
/** Whether an area may be contacted. */
export type AreaState = Area['state'];

/** The states in the order in which they are told, best first. */
export const AREA_STATES: readonly AreaState[] = ['open', 'closing_soon', 'closed', 'unknown'];

/** The drawing of each state, so that no colour stands alone. */
export const STATE_ICONS = {
  open: 'tick',
  closing_soon: 'clock',
  closed: 'bar',
  unknown: 'question',
} as const satisfies Readonly<Record<AreaState, IconName>>;

/** Within so long before its end an open span is closing soon; as the API has it. */
const CLOSING_SOON_MS = 3_600_000;

/** An area at an instant of its 24 hours. `changesAtMs` null: not within them. */
export interface AreaNow {
  readonly state: AreaState;
  readonly changesAtMs: number | null;
  /** The rule that closes it; null where it is open. */
  readonly rule: string | null;
  readonly sentence: string | null;
}

/** The state of an area at an instant, from the spans that the server has worked out. */
export function areaAt(area: Area, atMs: number, untilMs: number): AreaNow {
  const open = area.open.find(({ from, until }) => Date.parse(from) <= atMs && atMs < Date.parse(until));
  if (open !== undefined) {
    const closesMs = Date.parse(open.until);
    const isSoon = closesMs < untilMs && closesMs - atMs <= CLOSING_SOON_MS;
    const changesAtMs = closesMs < untilMs ? closesMs : null;
    return { state: isSoon ? 'closing_soon' : 'open', changesAtMs, rule: null, sentence: null };
  }
  const next = area.open.find(({ from }) => Date.parse(from) > atMs);
  const closed = area.closed.find(({ from, until }) => Date.parse(from) <= atMs && atMs < Date.parse(until));
  const isUnknown = area.unknownFrom !== null && Date.parse(area.unknownFrom) <= atMs;
  return {
    state: isUnknown ? 'unknown' : 'closed',
    changesAtMs: next === undefined ? null : Date.parse(next.from),
    rule: closed?.rule ?? null,
    sentence: closed?.sentence ?? null,
  };
}
