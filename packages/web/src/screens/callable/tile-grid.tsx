import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { STATE_ICONS, type Area, type AreaNow } from './area-state.ts';
import { TILE_PLACES } from './tile-places.ts';

const WORDS = texts.callable;

/** What a map shows and tells. */
export interface MapProps {
  readonly areas: readonly (readonly [Area, AreaNow])[];
  readonly chosen: string | null;
  readonly onChoose: (code: string) => void;
}

/** The states and provinces as squares; the bar below each is the share of the contacts behind it. */
export function TileGrid({ areas, chosen, onChoose }: MapProps) {
  const most = Math.max(1, ...areas.map(([{ contacts }]) => contacts));
  return (
    <div className="tile-grid" role="group" aria-label={WORDS.gridLabel}>
      {areas.map(([area, now]) => {
        const place = TILE_PLACES.get(area.code);
        if (place === undefined) return null;
        const { code, name, contacts } = area;
        const spoken = WORDS.tile(
          code.slice(3),
          name,
          WORDS.states[now.state],
          contacts.toLocaleString('en-US'),
        );
        return (
          <button
            key={code}
            type="button"
            className="tile"
            data-state={now.state}
            aria-label={spoken}
            aria-pressed={chosen === code}
            title={spoken}
            style={{ gridColumn: place[0], gridRow: place[1] }}
            onClick={() => onChoose(code)}
          >
            <span className="tile-name">{code.slice(3)}</span>
            <Icon name={STATE_ICONS[now.state]} size={12} />
            <span className="tile-share" style={{ width: `${Math.sqrt(contacts / most) * 100}%` }} />
          </button>
        );
      })}
    </div>
  );
}
