import { Button, Group, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import type { DayTimes, WeekTimes } from '@tact/engine';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { texts } from '../texts/screen-texts.ts';
import { Tick } from './pickers.tsx';
import { unreadMark } from './unread.ts';
import {
  apartAgain,
  daysOf,
  paintedDay,
  readDay,
  SLOTS,
  slotsOf,
  slotTime,
  typedDay,
  weekOf,
  type Days,
} from './week-times.ts';

const WORDS = texts.contactTimes;

/** What a grid of hours is given. */
export interface WeekGridProps {
  readonly times: WeekTimes;
  readonly onChange: (times: WeekTimes) => void;
  /** All days are held together, and why. */
  readonly sameBecause?: string | undefined;
  readonly error?: string | undefined;
  readonly isReadOnly?: boolean;
}

/** The hours of a week: painted in quarter hours with mouse or keyboard, or typed beside; a day is copied to others. */
export function WeekGrid({ times, onChange, sameBecause, error, isReadOnly = false }: WeekGridProps) {
  const days = daysOf(times);
  const isSame = 'everyDay' in times;
  const beforeSame = useRef<WeekTimes | null>(null);
  const setSame = (isOn: boolean) => {
    if (isOn) beforeSame.current = times;
    onChange(weekOf(isOn ? days : daysOf(apartAgain(times, beforeSame.current)), isOn));
  };
  const put = (next: Days) => onChange(weekOf(next, isSame));
  const setDay = (index: number, day: DayTimes) =>
    put(days.map((one, at) => (isSame || at === index ? day : one)));
  return (
    <Stack gap="sm">
      <Tick
        label={WORDS.sameDays}
        {...(sameBecause === undefined ? {} : { description: sameBecause })}
        isOn={isSame}
        isDisabled={sameBecause !== undefined || isReadOnly}
        onChange={setSame}
      />
      {error !== undefined && (
        <Text c="var(--mantine-color-error)" size="sm" role="alert">
          {error}
        </Text>
      )}
      <Group align="flex-start" gap="lg">
        <div style={{ flex: '2 1 380px', minWidth: 290 }}>
          <Painted days={days} isSame={isSame} isReadOnly={isReadOnly} put={put} />
          <Text size="xs" c="dimmed" mt={6}>
            {WORDS.paint}
          </Text>
        </div>
        <Stack gap={6} style={{ flex: '1 1 260px' }}>
          <Text size="sm" fw={600}>
            {WORDS.typed}
          </Text>
          {(isSame ? [0] : [0, 1, 2, 3, 4, 5, 6]).map((index) => (
            <TypedDay
              key={index}
              label={isSame ? WORDS.everyDay : (texts.time.weekdays[index] ?? '')}
              day={days[index] ?? 'closed'}
              onChange={(day) => setDay(index, day)}
            />
          ))}
          <Text size="xs" c="dimmed">
            {WORDS.typedHelp}
          </Text>
          {!isSame && !isReadOnly && (
            <Group gap={6}>
              <Button size="xs" variant="default" onClick={() => put(days.map(() => days[0] ?? 'closed'))}>
                {WORDS.copyToAll(texts.time.weekdaysShort[0])}
              </Button>
              <Button
                size="xs"
                variant="default"
                onClick={() => put(days.map((day, index) => (index < 5 ? (days[0] ?? 'closed') : day)))}
              >
                {WORDS.copyToWeekdays(texts.time.weekdaysShort[0])}
              </Button>
            </Group>
          )}
        </Stack>
      </Group>
    </Stack>
  );
}

interface Cell {
  readonly day: number;
  readonly slot: number;
}

function Painted({
  days,
  isSame,
  isReadOnly,
  put,
}: {
  readonly days: Days;
  readonly isSame: boolean;
  readonly isReadOnly: boolean;
  readonly put: (days: Days) => void;
}) {
  const [cursor, setCursor] = useState<Cell | null>(null);
  const painting = useRef<{ readonly from: Cell; readonly isOpen: boolean; readonly before: Days } | null>(
    null,
  );
  const open = days.map(slotsOf);
  const isOpenAt = ({ day, slot }: Cell) => open[day]?.[slot] === true;
  const paint = (before: Days, from: Cell, to: Cell, isOpen: boolean) => {
    const [firstDay, lastDay] = isSame ? [0, 6] : [Math.min(from.day, to.day), Math.max(from.day, to.day)];
    const [first, last] = [Math.min(from.slot, to.slot), Math.max(from.slot, to.slot)];
    put(
      before.map((day, index) =>
        index < firstDay || index > lastDay ? day : paintedDay(day, first, last, isOpen),
      ),
    );
  };
  useEffect(() => {
    const stop = () => {
      painting.current = null;
    };
    window.addEventListener('pointerup', stop);
    return () => window.removeEventListener('pointerup', stop);
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS.get(event.key);
    const at = cursor ?? { day: 0, slot: 36 };
    if (event.key === ' ') {
      event.preventDefault();
      setCursor(at);
      paint(days, at, at, !isOpenAt(at));
    } else if (step !== undefined) {
      event.preventDefault();
      const next = { day: clamp(at.day + step.day, 6), slot: clamp(at.slot + step.slot, SLOTS - 1) };
      setCursor(next);
      if (event.shiftKey) paint(days, at, next, isOpenAt(at));
    }
  };
  const cellProps = (cell: Cell) =>
    isReadOnly
      ? {}
      : {
          onPointerDown: () => {
            const isOpen = !isOpenAt(cell);
            painting.current = { from: cell, isOpen, before: days };
            setCursor(cell);
            paint(days, cell, cell, isOpen);
          },
          onPointerEnter: () => {
            if (painting.current === null) return;
            const { from, isOpen, before } = painting.current;
            paint(before, from, cell, isOpen);
          },
        };
  return (
    <div
      className="week-grid"
      role="group"
      aria-label={WORDS.gridLabel}
      tabIndex={isReadOnly ? -1 : 0}
      onKeyDown={isReadOnly ? undefined : onKeyDown}
    >
      <span />
      {texts.time.weekdaysShort.map((day) => (
        <span key={day} className="day">
          {day}
        </span>
      ))}
      {Array.from({ length: SLOTS }, (_, slot) => [
        <span key={`h${slot}`} className="hour">
          {slot % 8 === 0 ? slotTime(slot) : ''}
        </span>,
        ...days.map((_day, day) => (
          <div
            key={`${day}-${slot}`}
            className="cell"
            title={`${texts.time.weekdaysShort[day] ?? ''} ${slotTime(slot)}`}
            data-open={open[day]?.[slot] === true ? '' : undefined}
            data-hour={slot % 4 === 0 ? '' : undefined}
            data-cursor={cursor?.day === day && cursor.slot === slot ? '' : undefined}
            data-cell={`${day}-${slot}`}
            {...cellProps({ day, slot })}
          />
        )),
      ])}
      <VisuallyHidden aria-live="polite">
        {cursor === null
          ? ''
          : WORDS.cell(texts.time.weekdays[cursor.day] ?? '', slotTime(cursor.slot), isOpenAt(cursor))}
      </VisuallyHidden>
    </div>
  );
}

const STEPS: ReadonlyMap<string, Cell> = new Map([
  ['ArrowUp', { day: 0, slot: -1 }],
  ['ArrowDown', { day: 0, slot: 1 }],
  ['ArrowLeft', { day: -1, slot: 0 }],
  ['ArrowRight', { day: 1, slot: 0 }],
]);

function clamp(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}

/** A day as text. What is not understood yet stays as it is typed, changes nothing, and holds back the form. */
function TypedDay({
  label,
  day,
  onChange,
}: {
  readonly label: string;
  readonly day: DayTimes;
  readonly onChange: (day: DayTimes) => void;
}) {
  // `of`: the day that the text stands for, or was typed in place of; where another one came, such as by painting, that one is shown.
  const [typed, setTyped] = useState({ text: typedDay(day), of: day });
  const [isTyping, setTyping] = useState(false);
  const isOfDay = JSON.stringify(typed.of) === JSON.stringify(day);
  const shown = isTyping || isOfDay ? typed.text : typedDay(day);
  const isUnread = readDay(shown) === undefined;
  return (
    <TextInput
      label={label}
      size="xs"
      value={shown}
      error={isUnread ? WORDS.badTimes(shown) : undefined}
      {...unreadMark(isUnread)}
      onFocus={() => {
        setTyped({ text: shown, of: day });
        setTyping(true);
      }}
      onBlur={() => setTyping(false)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const given = readDay(text);
        setTyped({ text, of: given ?? day });
        if (given !== undefined) onChange(given);
      }}
    />
  );
}
