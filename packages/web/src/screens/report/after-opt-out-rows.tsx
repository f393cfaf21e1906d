import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { DataList } from '../../parts/data-list.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { durationText } from '../../time/duration.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import type { ReportFilter } from './report-filter.ts';

const WORDS = texts.report;
const CHANNEL_WORDS = new Map<string, string>(Object.entries(texts.channels));

type Row = Awaited<ReturnType<typeof client.reports.afterOptOuts>>['items'][number];

/** The attempts that began although an opt-out covered them: what stands behind the figure. */
export function AfterOptOutRows({ filter }: { readonly filter: ReportFilter }) {
  const clock = useOrganizationClock();
  return (
    <DataList<Row>
      label={WORDS.afterOptOuts}
      queryKey={['report', 'after-opt-outs', filter]}
      fetchPage={(page) => client.reports.afterOptOuts({ query: { ...filter, ...page } })}
      rowKey={({ optOutId, interactionId }) => `${optOutId} ${interactionId}`}
      empty={WORDS.afterOptOutsEmpty}
      columns={[
        {
          title: WORDS.optedOut,
          cell: ({ optOutClientId, since }) => (
            <>
              <Link to="/opt-outs" search={{ client: optOutClientId }}>
                {optOutClientId}
              </Link>
              <Text size="xs" c="dimmed">
                {clock(since)}
              </Text>
            </>
          ),
        },
        { title: WORDS.at, cell: ({ atUtc }) => <Text size="sm">{clock(atUtc)}</Text> },
        { title: WORDS.afterwards, isNumber: true, cell: ({ afterMs }) => durationText(afterMs) },
        {
          title: WORDS.clientId,
          cell: ({ clientId }) => (
            <Link to="/decide" search={{ q: clientId }}>
              {clientId}
            </Link>
          ),
        },
        { title: WORDS.device, cell: ({ device }) => device },
        { title: WORDS.channel, cell: ({ channel }) => CHANNEL_WORDS.get(channel) ?? channel },
        {
          title: WORDS.decision,
          cell: ({ decisionId }) =>
            decisionId === null ? (
              WORDS.decisionOf.none
            ) : (
              <Link to="/decisions/$id" params={{ id: decisionId }}>
                {WORDS.decisionOf.reserved}
              </Link>
            ),
        },
      ]}
    />
  );
}
