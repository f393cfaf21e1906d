import { Text } from '@mantine/core';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { ReportSummary } from './report-filter.ts';
import './report.css';

const WORDS = texts.report;
type Line = ReportSummary['byRule'][number];

/** A few plots of the counts: by weekday and hour, by rule, by day. */
export function ReportPlots({ summary }: { readonly summary: ReportSummary }) {
  if (summary.total.interactions === 0) return null;
  return (
    <div className="plots">
      <Section title={WORDS.heat}>
        <HeatMap lines={summary.byWeekHour} />
      </Section>
      <Section title={WORDS.byRule}>
        <RuleBars lines={summary.byRule} />
      </Section>
      <Section title={WORDS.byDay}>
        <DayBars lines={summary.byDay} />
      </Section>
    </div>
  );
}

const [CELL_WIDTH, CELL_HEIGHT, LEFT, TOP] = [20, 18, 34, 16];
const HEAT_WIDTH = LEFT + 24 * CELL_WIDTH;
const HEAT_HEIGHT = TOP + 7 * CELL_HEIGHT;
/** The lightest cell that is not empty, so that one interaction is seen beside a thousand. */
const FAINTEST = 0.14;

function HeatMap({ lines }: { readonly lines: readonly Line[] }) {
  const counts = new Map(lines.map((line) => [line.key, line]));
  const most = Math.max(1, ...lines.map(({ interactions }) => interactions));
  return (
    <>
      <svg className="plot" viewBox={`0 0 ${HEAT_WIDTH} ${HEAT_HEIGHT}`} role="img" aria-label={WORDS.heat}>
        {[0, 6, 12, 18].map((hour) => (
          <text key={hour} x={LEFT + hour * CELL_WIDTH} y={TOP - 5}>
            {`${hour}`.padStart(2, '0')}:00
          </text>
        ))}
        {texts.time.weekdaysShort.map((day, weekday) => (
          <g key={day}>
            <text x={0} y={TOP + weekday * CELL_HEIGHT + 13}>
              {day}
            </text>
            {Array.from({ length: 24 }, (_, hour) => {
              const padded = `${hour}`.padStart(2, '0');
              const line = counts.get(`${weekday + 1} ${padded}`);
              const count = line?.interactions ?? 0;
              const outside = line?.outside ?? 0;
              const strength = count === 0 ? 0 : FAINTEST + (1 - FAINTEST) * Math.sqrt(count / most);
              const [x, y] = [LEFT + hour * CELL_WIDTH, TOP + weekday * CELL_HEIGHT];
              return (
                <g key={hour}>
                  <rect className="cell" x={x} y={y} width={CELL_WIDTH - 2} height={CELL_HEIGHT - 2} rx={2} />
                  <rect
                    className="heat"
                    x={x}
                    y={y}
                    width={CELL_WIDTH - 2}
                    height={CELL_HEIGHT - 2}
                    rx={2}
                    opacity={strength}
                  >
                    <title>{WORDS.heatCell(day, padded, shown(count), shown(outside))}</title>
                  </rect>
                  {outside > 0 && (
                    <rect
                      className="ring"
                      x={x + 1}
                      y={y + 1}
                      width={CELL_WIDTH - 4}
                      height={CELL_HEIGHT - 4}
                      rx={2}
                    />
                  )}
                </g>
              );
            })}
          </g>
        ))}
      </svg>
      <Text size="xs" c="dimmed">
        {WORDS.heatNote}
      </Text>
    </>
  );
}

const RULES_SHOWN = 8;

function RuleBars({ lines }: { readonly lines: readonly Line[] }) {
  const drawn = lines.slice(0, RULES_SHOWN);
  const most = Math.max(1, ...drawn.map(({ interactions }) => interactions));
  if (drawn.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {WORDS.byRuleNone}
      </Text>
    );
  return (
    <ul className="bars">
      {drawn.map(({ key, interactions }) => (
        <li key={key}>
          <span className="bar-label">{key}</span>
          <span className="bar-track">
            <span className="bar" style={{ width: `${(interactions / most) * 100}%` }} />
          </span>
          <span className="bar-count">{shown(interactions)}</span>
        </li>
      ))}
    </ul>
  );
}

const [DAY_WIDTH, DAY_HEIGHT] = [520, 110];

function DayBars({ lines }: { readonly lines: readonly Line[] }) {
  const days = lines.filter(({ key }) => key !== 'unknown' && key !== 'others');
  const most = Math.max(1, ...days.map(({ interactions }) => interactions));
  const step = DAY_WIDTH / Math.max(1, days.length);
  const height = (count: number) => (count / most) * (DAY_HEIGHT - 30);
  const base = DAY_HEIGHT - 16;
  return (
    <svg className="plot" viewBox={`0 0 ${DAY_WIDTH} ${DAY_HEIGHT}`} role="img" aria-label={WORDS.byDay}>
      <text x={0} y={10}>
        {shown(most)}
      </text>
      {days.map(({ key, interactions, outside }, index) => (
        <g key={key}>
          <rect
            className="heat"
            x={index * step}
            y={base - height(interactions)}
            width={Math.max(1, step - 1.5)}
            height={height(interactions)}
          />
          {outside > 0 && (
            <rect
              className="outside"
              x={index * step}
              y={base - Math.max(1.5, height(outside))}
              width={Math.max(1, step - 1.5)}
              height={Math.max(1.5, height(outside))}
            />
          )}
          <rect className="hit" x={index * step} y={0} width={step} height={base}>
            <title>{`${key}: ${shown(interactions)}, ${WORDS.figures.outside} ${shown(outside)}`}</title>
          </rect>
        </g>
      ))}
      <text x={0} y={DAY_HEIGHT - 2}>
        {days[0]?.key ?? ''}
      </text>
      <text x={DAY_WIDTH} y={DAY_HEIGHT - 2} textAnchor="end">
        {days.at(-1)?.key ?? ''}
      </text>
    </svg>
  );
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
