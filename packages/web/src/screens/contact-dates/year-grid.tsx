import { ActionIcon, Group, Text } from '@mantine/core';
import { formatLocal, type Instant } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type KeyboardEvent } from 'react';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote } from '../../parts/notes.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { shownDay, zoneQuery } from '../../time/zone-clock.ts';
import { daysLater, monthsOf, type MonthDays } from './year-days.ts';
import './year-grid.css';

const WORDS = texts.contactDates;
const PAGE = 200;
/** Days that an arrow key goes. */
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** A year on the wall: days without contact are marked, a free one is added by pressing it. One tab stop; the arrows go from day to day. */
export function YearGrid({
  onAdd,
}: {
  /** Null: nobody may add. */ readonly onAdd: ((day: string) => void) | null;
}) {
  const { now, organization } = useSession();
  const { data: zone } = useQuery(zoneQuery(organization.zone));
  const today = zone === undefined ? '' : formatLocal(zone, Date.parse(now) as Instant).slice(0, 10);
  const [year, setYear] = useState(Number(now.slice(0, 4)));
  const [cursor, setCursor] = useState(now.slice(0, 10));
  const grid = useRef<HTMLDivElement>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['contact-dates', 'all'],
    queryFn: fetchAll,
  });
  const stop = cursor.startsWith(`${year}-`) ? cursor : `${year}-01-01`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = daysLater(stop, step);
    if (!next.startsWith(`${year}-`)) return;
    setCursor(next);
    grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  return (
    <Section title={WORDS.yearTitle} actions={<YearChooser year={year} onChange={setYear} />}>
      <div className="year-grid" ref={grid} onKeyDown={onKeyDown}>
        {monthsOf(year).map((month) => (
          <Month
            key={month.month}
            days={month}
            labels={data ?? NO_LABELS}
            today={today}
            stop={stop}
            onAdd={onAdd}
            onFocus={setCursor}
          />
        ))}
      </div>
      <Text size="xs" c="dimmed" my={6}>
        {onAdd === null ? '' : WORDS.yearHelp}
      </Text>
    </Section>
  );
}

const NO_LABELS: ReadonlyMap<string, string> = new Map();

/** The labels of all contact dates, by day. */
async function fetchAll(): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof client.contactDates.list>> = await client.contactDates.list({
      query: { limit: PAGE, ...(cursor === null ? {} : { cursor }) },
    });
    for (const { date, label } of page.items)
      labels.set(date, labels.has(date) ? `${labels.get(date)}, ${label}` : label);
    cursor = page.next;
  } while (cursor !== null);
  return labels;
}

function YearChooser({
  year,
  onChange,
}: {
  readonly year: number;
  readonly onChange: (year: number) => void;
}) {
  return (
    <Group gap={6}>
      <ActionIcon
        variant="default"
        aria-label={WORDS.earlierYear}
        disabled={year <= 1970}
        onClick={() => onChange(year - 1)}
      >
        <Icon name="left" />
      </ActionIcon>
      <Text size="sm" fw={600} aria-live="polite">
        {year}
      </Text>
      <ActionIcon
        variant="default"
        aria-label={WORDS.laterYear}
        disabled={year >= 2076}
        onClick={() => onChange(year + 1)}
      >
        <Icon name="right" />
      </ActionIcon>
    </Group>
  );
}

function Month({
  days: { month, emptyBefore, days },
  labels,
  today,
  stop,
  onAdd,
  onFocus,
}: {
  readonly days: MonthDays;
  readonly labels: ReadonlyMap<string, string>;
  readonly today: string;
  /** The one day that Tab comes to. */
  readonly stop: string;
  readonly onAdd: ((day: string) => void) | null;
  readonly onFocus: (day: string) => void;
}) {
  return (
    <div role="group" aria-label={texts.time.months[month] ?? ''}>
      <Text size="sm" fw={600} mb={2}>
        {texts.time.months[month]}
      </Text>
      <div className="month">
        {texts.time.weekdaysShort.map((weekday) => (
          <span key={weekday} className="weekday" aria-hidden="true">
            {weekday.slice(0, 1)}
          </span>
        ))}
        {days.map((day, index) => {
          const label = labels.get(day);
          const said =
            label === undefined ? WORDS.freeDay(shownDay(day)) : WORDS.takenDay(shownDay(day), label);
          return (
            <button
              key={day}
              type="button"
              className="day"
              style={index === 0 ? { gridColumnStart: emptyBefore + 1 } : undefined}
              data-day={day}
              data-taken={label === undefined ? undefined : ''}
              data-today={day === today ? '' : undefined}
              title={label}
              aria-label={onAdd === null && label === undefined ? shownDay(day) : said}
              tabIndex={day === stop ? 0 : -1}
              onFocus={() => onFocus(day)}
              onClick={() => {
                if (label === undefined) onAdd?.(day);
              }}
            >
              {Number(day.slice(8))}
            </button>
          );
        })}
      </div>
    </div>
  );
}
