import { Text } from '@mantine/core';
import { DAY_MS, formatLocal, offsetMsAt, type Instant, type Zone } from '@tact/engine';
import type { WindowsQuestionJson } from '@tact/api';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import { asSentence } from '../api/failure.ts';
import { useSession } from '../api/session.ts';
import { texts } from '../texts/texts.ts';
import { shownDay, shownLocal, zoneQuery, zoneTown } from '../time/zone-clock.ts';
import { FailureNote } from './notes.tsx';

const WIDTH = 980;
const BAR_TOP = 20;
const BAR_HEIGHT = 22;
const HEIGHT = 62;
/** Rules that are named below the strip; all stand in the tooltips. */
const CLOSERS_SHOWN = 4;

/** When the question would be allowed in the coming seven days: open and closed spans, with the days of the contact's own clock. */
export function WeekStrip({
  question,
  label,
}: {
  readonly question: WindowsQuestionJson;
  readonly label: string;
}) {
  const { organization } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ['windows', question],
    queryFn: () => client.windows.find({ body: { ...question, days: 7 } }),
    retry: false,
  });
  const zoneName = data?.zones[0]?.zone ?? organization.zone;
  const { data: zone } = useQuery(zoneQuery(zoneName));
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined || zone === undefined) return <div style={{ height: HEIGHT + 20 }} />;
  const [fromMs, untilMs] = [Date.parse(data.from), Date.parse(data.until)];
  const x = (ms: number) => ((ms - fromMs) / (untilMs - fromMs)) * WIDTH;
  const unknownFromMs = data.unknownFrom === null ? null : Date.parse(data.unknownFrom);
  return (
    <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={label}>
      <svg
        className="strip"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        style={{ width: '100%', minWidth: 620, height: 'auto' }}
        role="img"
        aria-label={label}
      >
        <rect className="closed" x={0} y={BAR_TOP} width={WIDTH} height={BAR_HEIGHT} rx={3} />
        {data.closed.map((span) => {
          const [start, end] = [x(Date.parse(span.from)), x(Date.parse(span.until))];
          return (
            <g key={span.from} className="closed-span" data-kind={span.kind}>
              <rect
                className="closed"
                x={start}
                y={BAR_TOP}
                width={Math.max(end - start, 1)}
                height={BAR_HEIGHT}
              >
                <title>{closedTitle(span)}</title>
              </rect>
              <line x1={start} x2={start} y1={BAR_TOP} y2={BAR_TOP + BAR_HEIGHT} />
            </g>
          );
        })}
        {data.spans.map((span) => {
          const [start, end] = [x(Date.parse(span.from)), x(Date.parse(span.until))];
          return (
            <rect
              key={span.from}
              className="open"
              x={start}
              y={BAR_TOP}
              width={Math.max(end - start, 1)}
              height={BAR_HEIGHT}
            >
              <title>{spanTitle(span)}</title>
            </rect>
          );
        })}
        {unknownFromMs !== null && (
          <rect
            className="unknown"
            x={x(unknownFromMs)}
            y={BAR_TOP}
            width={WIDTH - x(unknownFromMs)}
            height={BAR_HEIGHT}
          >
            <title>{texts.strip.unknown}</title>
          </rect>
        )}
        {midnightsOf(zone, fromMs, untilMs).map(({ atMs, day }) => (
          <g key={atMs}>
            <line className="day-line" x1={x(atMs)} x2={x(atMs)} y1={BAR_TOP} y2={BAR_TOP + BAR_HEIGHT} />
            {x(atMs) < WIDTH - 70 && (
              <text x={x(atMs) + 3} y={BAR_TOP - 7}>
                {day}
              </text>
            )}
          </g>
        ))}
        {data.spans.slice(0, 12).map((span) => {
          const at = x(Date.parse(span.from));
          return at > WIDTH - 40 ? null : (
            <text key={span.from} x={at} y={BAR_TOP + BAR_HEIGHT + 14}>
              {formatLocal(zone, Date.parse(span.from) as Instant).slice(11)}
            </text>
          );
        })}
        <line className="now-line" x1={0.75} x2={0.75} y1={BAR_TOP - 4} y2={BAR_TOP + BAR_HEIGHT + 4} />
      </svg>
      <Text size="xs" c="dimmed">
        {data.zones
          .map(({ zone: name, from }) => texts.strip.zone(zoneTown(name), texts.decide.zoneFrom[from]))
          .join(', ')}
        {data.spans.length === 0 && <span> · {texts.strip.none}</span>}
        {closersOf(data.closed).map((closer) => (
          <span key={closer}> · {closer}</span>
        ))}
      </Text>
    </div>
  );
}

interface Span {
  readonly local: readonly { readonly zone: string; readonly from: string; readonly until: string }[];
}

type Closed = Span & { readonly rule: string; readonly sentence: string };

/** What closes, each rule once, in the order of the strip; the sentence of one span stands in its tooltip. */
function closersOf(closed: readonly Closed[]): readonly string[] {
  const rules = [...new Set(closed.map(({ rule }) => rule))];
  const shown = rules.slice(0, CLOSERS_SHOWN).map((rule) => texts.strip.closes(rule));
  return rules.length > CLOSERS_SHOWN
    ? [...shown, texts.strip.closersMore(rules.length - CLOSERS_SHOWN)]
    : shown;
}

function closedTitle(span: Closed): string {
  const [first] = span.local;
  const when =
    first === undefined
      ? ''
      : texts.strip.closedSpan(shownLocal(first.from), shownLocal(first.until), zoneTown(first.zone));
  return texts.strip.closedBy(span.rule, asSentence(span.sentence), when);
}

function spanTitle(span: Span): string {
  return span.local
    .map(({ zone, from, until }) => texts.strip.span(shownLocal(from), shownLocal(until), zoneTown(zone)))
    .join('; ');
}

/** The local midnights between two instants, with their days. */
function midnightsOf(
  zone: Zone,
  fromMs: number,
  untilMs: number,
): readonly { readonly atMs: number; readonly day: string }[] {
  const midnights: { readonly atMs: number; readonly day: string }[] = [];
  const firstDay = Math.floor((fromMs + offsetMsAt(zone, fromMs as Instant)) / DAY_MS) + 1;
  for (let day = firstDay; day * DAY_MS < untilMs + DAY_MS; day++) {
    const guess = (day * DAY_MS - offsetMsAt(zone, (day * DAY_MS) as Instant)) as Instant;
    const atMs = day * DAY_MS - offsetMsAt(zone, guess);
    if (atMs < untilMs)
      midnights.push({
        atMs,
        day: shownDay(formatLocal(zone, (atMs + 1) as Instant).slice(0, 10)).slice(0, -5),
      });
  }
  return midnights;
}
