import { Group, Text } from '@mantine/core';
import { formatLocal, type Instant, type Zone } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { asSentence } from '../../api/failure.ts';
import { useSession } from '../../api/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { EmptyNote } from '../../parts/notes.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { zoneQuery, zoneTown } from '../../time/zone-clock.ts';
import { STATE_ICONS, type Area, type AreaNow, type Callable } from './area-state.ts';

const WORDS = texts.callable;

type Shown = readonly (readonly [Area, AreaNow])[];

/** The figures of the map as a table, most contacts first. */
export function AreaTable(props: {
  readonly areas: Shown;
  readonly total: number;
  readonly chosen: string | null;
  readonly onChoose: (code: string) => void;
}) {
  const { areas, total, chosen, onChoose } = props;
  if (areas.length === 0) return <EmptyNote>{WORDS.empty}</EmptyNote>;
  const sorted = areas.toSorted(
    ([one], [other]) => other.contacts - one.contacts || (one.name < other.name ? -1 : 1),
  );
  return (
    <div className="table-frame callable-table" role="region" aria-label={WORDS.title} tabIndex={0}>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">{WORDS.area}</th>
            <th scope="col">{WORDS.state}</th>
            <th scope="col" className="number">
              {WORDS.contacts}
            </th>
            <th scope="col" className="number">
              {WORDS.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(([{ code, name, contacts }, { state }]) => (
            <tr key={code} aria-current={chosen === code || undefined}>
              <td>
                <button type="button" className="plain-button" onClick={() => onChoose(code)}>
                  {name}
                </button>
              </td>
              <td>
                <StateMark state={state} />
              </td>
              <td className="number">{contacts.toLocaleString('en-US')}</td>
              <td className="number">{total === 0 ? '' : `${((contacts / total) * 100).toFixed(1)} %`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StateMark({ state }: { readonly state: AreaNow['state'] }) {
  return (
    <Group gap={5} wrap="nowrap" className="state" data-state={state} component="span" display="inline-flex">
      <Icon name={STATE_ICONS[state]} size={13} />
      <Text span size="sm" c="var(--mantine-color-text)">
        {WORDS.states[state]}
      </Text>
    </Group>
  );
}

/** One area: its state as a sentence on its own clock, and its 24 hours. */
export function AreaDetail(props: {
  readonly area: Area;
  readonly now: AreaNow;
  readonly found: Callable;
  readonly atMs: number;
}) {
  const { area, now, found, atMs } = props;
  const { organization } = useSession();
  const zoneName = area.zones[0] ?? organization.zone;
  const { data: zone } = useQuery(zoneQuery(zoneName));
  const [startMs, untilMs] = [Date.parse(found.at), Date.parse(found.until)];
  const x = (ms: number) => ((ms - startMs) / (untilMs - startMs)) * WIDTH;
  return (
    <section aria-label={area.name} style={{ marginTop: 14 }}>
      <Group gap="sm">
        <Text fw={640}>{area.name}</Text>
        <StateMark state={now.state} />
        <Text size="sm" c="dimmed">
          {changeText(now, zone)}
        </Text>
      </Group>
      {now.rule !== null && (
        <Text size="sm" mt={4}>
          {WORDS.by} {now.rule}. {now.sentence === null ? '' : asSentence(now.sentence)}
        </Text>
      )}
      <svg
        className="strip"
        viewBox={`0 0 ${WIDTH} 40`}
        style={{ width: '100%', marginTop: 8 }}
        role="img"
        aria-label={WORDS.hours(area.name)}
      >
        <rect className="closed" x={0} y={0} width={WIDTH} height={18} rx={3} />
        {area.open.map(({ from, until }) => (
          <rect
            key={from}
            className="open"
            x={x(Date.parse(from))}
            y={0}
            width={Math.max(1, x(Date.parse(until)) - x(Date.parse(from)))}
            height={18}
          />
        ))}
        {zone !== undefined &&
          hoursOf(startMs, untilMs).map((ms) => (
            <text key={ms} x={x(ms)} y={33}>
              {formatLocal(zone, ms as Instant).slice(11, 16)}
            </text>
          ))}
        <line className="now-line" x1={x(atMs)} x2={x(atMs)} y1={0} y2={22} />
      </svg>
      <Text size="xs" c="dimmed">
        {area.zones.map(zoneTown).join(', ')}
      </Text>
    </section>
  );
}

const WIDTH = 560;
const LABEL_EVERY_MS = 10_800_000;

function hoursOf(fromMs: number, untilMs: number): readonly number[] {
  const first = Math.ceil(fromMs / 3_600_000) * 3_600_000;
  const count = Math.floor((untilMs - first - 3_600_000) / LABEL_EVERY_MS) + 1;
  return Array.from({ length: count }, (_, index) => first + index * LABEL_EVERY_MS);
}

function changeText({ state, changesAtMs }: AreaNow, zone: Zone | undefined): string {
  if (zone === undefined) return '';
  if (changesAtMs === null) return WORDS.notToday;
  const time = `${formatLocal(zone, changesAtMs as Instant).slice(11, 16)} (${zoneTown(zone.name)})`;
  return state === 'open' || state === 'closing_soon' ? WORDS.closesAt(time) : WORDS.opensAt(time);
}
