import { Text } from '@mantine/core';
import { formatLocal, type Instant } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '../api/session.ts';
import { shownDay, zoneQuery, zoneTown } from '../time/zone-clock.ts';

/** The server's time on the organization's clock, to the minute. */
export function OrganizationClock() {
  const { organization } = useSession();
  const now = useServerNow();
  const { data: zone } = useQuery(zoneQuery(organization.zone));
  if (zone === undefined) return null;
  const [day = '', time = ''] = formatLocal(zone, now).split('T');
  return (
    <Text
      size="sm"
      component="time"
      style={{ whiteSpace: 'nowrap' }}
      title={`${shownDay(day)} · ${organization.zone}`}
    >
      <strong>{time}</strong> {zoneTown(organization.zone)}
    </Text>
  );
}

/** The server's time, anew every five seconds. */
export function useServerNow(): Instant {
  const { serverAheadMs } = useSession();
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(performance.now()), 5_000);
    return () => window.clearInterval(timer);
  }, []);
  return (now + serverAheadMs) as Instant;
}
