import { Button, Text } from '@mantine/core';
import { formatLocal, formatLocalDate, localDateAt, type Instant, type LocalDate } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { DataList } from '../../parts/data-list.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { useServerNow } from '../../shell/clock.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { shownLocal, zoneQuery, zoneTown } from '../../time/zone-clock.ts';
import { durationText } from '../../time/duration.ts';
import { AfterOptOutRows } from './after-opt-out-rows.tsx';
import { HoursMark } from './hours-mark.tsx';
import { ReportFiles } from './report-files.tsx';
import {
  AFTER_OPT_OUTS,
  filterOf,
  showsAfterOptOuts,
  type ReportFilter,
  type ReportRow,
} from './report-filter.ts';
import { ReportFilters } from './report-filters.tsx';
import { ReportPlots } from './report-plots.tsx';

const WORDS = texts.report;
const CHANNEL_WORDS = new Map<string, string>(Object.entries(texts.channels));
/** The days that are shown at first, today among them. */
const FIRST_DAYS = 30;

/** Every interaction of some days, and whether it fell within allowed hours (seed B8). */
export function ComplianceReportScreen() {
  const search = useAddressTexts();
  const navigate = useNavigate();
  const { organization } = useSession();
  const now = useServerNow();
  const { data: zone, error, refetch } = useQuery(zoneQuery(organization.zone));
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (zone === undefined) return <LoadingNote />;
  const today = localDateAt(zone, now);
  const filter = filterOf(search, {
    from: formatLocalDate((today - FIRST_DAYS + 1) as LocalDate),
    to: formatLocalDate(today),
  });
  const go = (change: Readonly<Record<string, string>>) =>
    void navigate({
      to: '/reports/compliance',
      search: Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, text]) => text !== '')),
      replace: true,
    });
  return (
    <Screen title={WORDS.title} about={WORDS.about}>
      <ReportFilters filter={filter} today={today} onChange={go} />
      <Report filter={filter} afterOptOuts={showsAfterOptOuts(search)} onChange={go} />
    </Screen>
  );
}

function Report(props: {
  readonly filter: ReportFilter;
  readonly afterOptOuts: boolean;
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
}) {
  const { filter, afterOptOuts, onChange } = props;
  const { data, error, refetch } = useQuery({
    queryKey: ['report', 'summary', filter],
    queryFn: ({ signal }) => client.reports.complianceSummary({ query: filter, signal }),
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingNote />;
  const { interactions, outside, againstDecision, withoutDecision } = data.total;
  const figures = [
    [WORDS.figures.interactions, interactions, { hours: '', decision: '' }],
    [WORDS.figures.outside, outside, { hours: 'outside', decision: '' }],
    [WORDS.figures.against, againstDecision, { hours: '', decision: 'against' }],
    [WORDS.figures.undecided, withoutDecision, { hours: '', decision: 'none' }],
  ] as const;
  const { recorded, attemptsAfter, longestMs, in99Of100Ms } = data.optOuts;
  return (
    <>
      <dl className="figures">
        {figures.map(([title, count, rows]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>
              <button
                type="button"
                className="plain-button"
                title={WORDS.showRows(title)}
                onClick={() => onChange({ ...rows, rows: '' })}
              >
                {count.toLocaleString('en-US')}
              </button>
            </dd>
          </div>
        ))}
        <div title={WORDS.optOutsHelp}>
          <dt>{WORDS.figures.optOuts}</dt>
          <dd>
            <button
              type="button"
              className="plain-button"
              title={WORDS.showRows(WORDS.figures.optOuts)}
              onClick={() => onChange({ hours: '', decision: '', rows: AFTER_OPT_OUTS })}
            >
              {durationText(longestMs)}
            </button>
            <Text size="xs" c="dimmed" component="div">
              {WORDS.optOutsTold(
                recorded.toLocaleString('en-US'),
                durationText(in99Of100Ms),
                attemptsAfter.toLocaleString('en-US'),
              )}
            </Text>
          </dd>
        </div>
      </dl>
      <ReportPlots summary={data} />
      <ReportFiles filter={filter} />
      {afterOptOuts ? (
        <Section
          title={WORDS.afterOptOuts}
          actions={
            <Button variant="default" size="xs" onClick={() => onChange({ rows: '' })}>
              {WORDS.allRows}
            </Button>
          }
        >
          <AfterOptOutRows filter={filter} />
        </Section>
      ) : (
        <Section title={WORDS.rows}>
          <ReportRows filter={filter} />
        </Section>
      )}
    </>
  );
}

function ReportRows({ filter }: { readonly filter: ReportFilter }) {
  return (
    <DataList<ReportRow>
      label={WORDS.rows}
      queryKey={['report', 'rows', filter]}
      fetchPage={(page) => client.reports.compliance({ query: { ...filter, ...page } })}
      rowKey={({ interactionId }) => interactionId}
      empty={WORDS.empty}
      columns={[
        {
          title: WORDS.at,
          cell: ({ atLocal, atUtc, zone }) => (
            <Text size="sm" title={WORDS.utc(utcText(atUtc), zone)} style={{ whiteSpace: 'nowrap' }}>
              {atLocal === '' ? utcText(atUtc) : shownLocal(atLocal)}
              <Text span size="xs" c="dimmed" display="block">
                {zone.split(' | ').map(zoneTown).join(', ')}
              </Text>
            </Text>
          ),
        },
        {
          title: WORDS.clientId,
          cell: ({ clientId }) => (
            <Link to="/decide" search={{ q: clientId }} style={{ whiteSpace: 'nowrap' }}>
              {clientId}
            </Link>
          ),
        },
        {
          title: WORDS.device,
          cell: ({ device }) => <span style={{ whiteSpace: 'nowrap' }}>{device}</span>,
        },
        {
          title: WORDS.channel,
          cell: ({ channel, direction }) => (
            <Text size="sm">
              {CHANNEL_WORDS.get(channel) ?? channel}
              {direction === 'inbound' && `, ${WORDS.directions.inbound.toLowerCase()}`}
            </Text>
          ),
        },
        {
          title: WORDS.result,
          cell: ({ callResult, disposition, state }) =>
            [callResult, disposition].filter((one) => one !== '').join(', ') || state,
        },
        { title: WORDS.hours, cell: ({ hours }) => <HoursMark hours={hours} /> },
        {
          title: WORDS.rule,
          cell: ({ rules }) => (
            <Text size="xs" c="dimmed">
              {rules.replaceAll(' | ', ', ')}
            </Text>
          ),
        },
        {
          title: WORDS.decision,
          cell: ({ decision, decisionId }) =>
            decisionId === '' ? (
              WORDS.decisionOf[decision]
            ) : (
              <Link to="/decisions/$id" params={{ id: decisionId }}>
                {WORDS.decisionOf[decision]}
              </Link>
            ),
        },
      ]}
    />
  );
}

function utcText(atUtc: string): string {
  const at = Date.parse(atUtc) as Instant;
  return Number.isNaN(at) ? atUtc : shownLocal(formatLocal(UTC, at));
}

const UTC = {
  name: 'UTC' as Parameters<typeof formatLocal>[0]['name'],
  startsAtUtc: Float64Array.of(Number.NEGATIVE_INFINITY),
  offsetsMs: Int32Array.of(0),
};
