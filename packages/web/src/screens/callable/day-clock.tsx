import { Button, Group, Text } from '@mantine/core';
import { formatLocal, type Instant } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '../../api/session.ts';
import { texts } from '../../texts/screen-texts.ts';
import { relative, shownLocal, zoneQuery, zoneTown } from '../../time/zone-clock.ts';

const WORDS = texts.callable;
const STEP_MS = 900_000;
const DAY_MS = 86_400_000;
/** Playing takes so long for each quarter of an hour. */
const FRAME_MS = 120;

/** A clock that is dragged, or plays, through the next 24 hours. */
export function DayClock(props: {
  readonly startMs: number;
  readonly aheadMs: number;
  readonly onChange: (aheadMs: number) => void;
}) {
  const { startMs, aheadMs, onChange } = props;
  const { organization } = useSession();
  const { data: zone } = useQuery(zoneQuery(organization.zone));
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return;
    const timer = window.setTimeout(() => {
      const next = aheadMs + STEP_MS;
      if (next >= DAY_MS) setPlaying(false);
      onChange(next >= DAY_MS ? 0 : next);
    }, FRAME_MS);
    return () => window.clearTimeout(timer);
  }, [isPlaying, aheadMs, onChange]);
  const atMs = startMs + aheadMs;
  const local = zone === undefined ? '' : shownLocal(formatLocal(zone, atMs as Instant));
  const spoken = `${local} (${zoneTown(organization.zone)})`;
  return (
    <div className="day-clock">
      <Group justify="space-between" gap="xs">
        <Text fw={600} role="status">
          {local} <span className="dimmed">({zoneTown(organization.zone)})</span>
          {aheadMs > 0 && <span className="dimmed"> · {relative(atMs, startMs)}</span>}
        </Text>
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={() => setPlaying(!isPlaying)}>
            {isPlaying ? WORDS.pause : WORDS.play}
          </Button>
          <Button
            variant="default"
            size="xs"
            disabled={aheadMs === 0}
            onClick={() => {
              setPlaying(false);
              onChange(0);
            }}
          >
            {WORDS.backToNow}
          </Button>
        </Group>
      </Group>
      <input
        type="range"
        min={0}
        max={DAY_MS - STEP_MS}
        step={STEP_MS}
        value={aheadMs}
        aria-label={WORDS.moment}
        aria-valuetext={spoken}
        onChange={(event) => {
          setPlaying(false);
          onChange(Number(event.currentTarget.value));
        }}
      />
    </div>
  );
}
