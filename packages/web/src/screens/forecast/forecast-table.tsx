import type { CSSProperties } from 'react';
import { texts } from '../../texts/screen-texts.ts';
import { shownDay } from '../../time/zone-clock.ts';
import { gridOf, percentOf, type Forecast } from './forecast-grid.ts';
import './forecast.css';

const WORDS = texts.forecast;
/** The faintest cell that is not empty, of 100: one contact is seen beside a thousand. */
const FAINTEST = 12;

/** The heat grid: a column a day, a row an hour; each cell says its share, and is the stronger the larger it is. */
export function ForecastTable({ forecast }: { readonly forecast: Forecast }) {
  const { contacts } = forecast;
  const days = gridOf(forecast);
  return (
    <div className="table-frame" role="region" aria-label={WORDS.grid} tabIndex={0}>
      <table className="forecast">
        <thead>
          <tr>
            <th scope="col">{WORDS.hour}</th>
            {days.map(({ day }) => {
              const [weekday = '', ...date] = shownDay(day).split(' ');
              return (
                <th key={day} scope="col" title={shownDay(day)}>
                  {weekday}
                  <span>{date.slice(0, 2).join(' ')}</span>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: 24 }, (_, hour) => (
            <tr key={hour}>
              <th scope="row">{`${String(hour).padStart(2, '0')}:00`}</th>
              {days.map(({ day, hours }) => {
                const cell = hours[hour] ?? null;
                return cell === null ? (
                  <td key={day} />
                ) : (
                  <Cell key={day} callable={cell.callable} contacts={contacts} />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ callable, contacts }: { readonly callable: number; readonly contacts: number }) {
  const percent = percentOf(callable, contacts);
  const strength = percent === 0 ? 0 : FAINTEST + ((100 - FAINTEST) * percent) / 100;
  const style: CSSProperties & Record<'--strength', string> = { '--strength': `${strength.toFixed(0)}%` };
  return (
    <td
      title={WORDS.cell(callable.toLocaleString('en-US'), contacts.toLocaleString('en-US'))}
      style={style}
      data-empty={percent === 0 || undefined}
    >
      {percent === 0 ? WORDS.none : percent}
    </td>
  );
}
