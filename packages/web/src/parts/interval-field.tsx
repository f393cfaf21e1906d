import { TextInput } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { texts } from '../texts/screen-texts.ts';
import { intervalText, minutesOfInterval } from '../time/interval.ts';
import { unreadMark } from './unread.ts';

const WORDS = texts.interval;

/** What an arrow adds, minutes; with shift an hour. */
const STEP = 1;
const LONG_STEP = 60;

/** A length of time as DD:HH:MM (seed A11), also typed as HH:MM or minutes. Arrows change it by a minute, with shift by an hour. */
export function IntervalField({
  label,
  minutesMax,
  value,
  onChange,
  error,
}: {
  readonly label: string;
  readonly minutesMax: number;
  /** Minutes, from 1. */
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly error?: string | undefined;
}) {
  const [text, setText] = useState(() => intervalText(value));
  // While it is being typed, most of what stands there is none yet.
  const [isTold, setTold] = useState(false);
  const bounds = { min: 1, max: minutesMax };
  const read = minutesOfInterval(text, bounds);
  const isUnread = typeof read !== 'number';
  const type = (next: string) => {
    setText(next);
    setTold(false);
    const minutes = minutesOfInterval(next, bounds);
    if (typeof minutes === 'number') onChange(minutes);
  };
  const settle = () => {
    if (typeof read === 'number') setText(intervalText(read));
    setTold(true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') setTold(true);
    const sign = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (sign === 0 || typeof read !== 'number') return;
    event.preventDefault();
    const next = read + sign * (event.shiftKey ? LONG_STEP : STEP);
    type(intervalText(Math.min(Math.max(next, bounds.min), bounds.max)));
  };
  return (
    <TextInput
      label={label}
      description={WORDS.help}
      inputMode="numeric"
      autoComplete="off"
      error={isUnread && isTold ? WORDS.problems[read] : error}
      value={text}
      {...unreadMark(isUnread)}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={settle}
      onKeyDown={onKeyDown}
    />
  );
}
