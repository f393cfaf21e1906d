import { geoNaturalEarth1, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import atlas from 'world-atlas/countries-110m.json';
import { texts } from '../../texts/screen-texts.ts';
import { COUNTRY_OF_NUMBER } from './country-numbers.ts';
import type { MapProps } from './tile-grid.tsx';

const WORDS = texts.callable;
const [WIDTH, HEIGHT] = [960, 470];
/** The radius of the dot of the country with the most contacts. */
const DOT_MAX = 22;

const topology = atlas as unknown as Parameters<typeof feature>[0];
const countries = topology.objects['countries'];
const collection = countries === undefined ? undefined : feature(topology, countries);
const features = collection?.type === 'FeatureCollection' ? collection.features : [];
const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], { type: 'Sphere' });
const path = geoPath(projection);

/** Each country's outline, once for all. */
const SHAPES = features.flatMap((one) => {
  const code = COUNTRY_OF_NUMBER.get(`${one.id ?? ''}`.padStart(3, '0'));
  const outline = path(one);
  return code === undefined || outline === null || code === 'AQ'
    ? []
    : [{ code, outline, centre: path.centroid(one) }];
});

/** The countries, filled by colour and pattern; a dot is the share of the contacts behind one. */
export function WorldMap({ areas, chosen, onChoose }: MapProps) {
  const known = new Map(areas.map(([area, now]) => [area.code, { area, now }]));
  const most = Math.max(1, ...areas.map(([{ contacts }]) => contacts));
  return (
    <svg className="world" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={WORDS.mapLabel}>
      <defs>
        <pattern
          id="closed-hatch"
          width="6"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="6" height="6" className="hatch-ground" />
          <line x1="0" x2="0" y1="0" y2="6" className="hatch-line" />
        </pattern>
        <pattern id="closing-dots" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" className="dots-ground" />
          <circle cx="3" cy="3" r="1.2" className="dots-dot" />
        </pattern>
      </defs>
      {SHAPES.map(({ code, outline }) => {
        const one = known.get(code);
        return (
          <path
            key={code}
            d={outline}
            className="country"
            data-state={one?.now.state ?? 'unknown'}
            data-chosen={chosen === code || undefined}
            onClick={() => one !== undefined && onChoose(code)}
          >
            {one !== undefined && (
              <title>
                {WORDS.tile(
                  code,
                  one.area.name,
                  WORDS.states[one.now.state],
                  one.area.contacts.toLocaleString('en-US'),
                )}
              </title>
            )}
          </path>
        );
      })}
      {SHAPES.map(({ code, centre: [x, y] }) => {
        const contacts = known.get(code)?.area.contacts ?? 0;
        if (contacts === 0) return null;
        return (
          <circle
            key={code}
            className="contacts-dot"
            cx={x}
            cy={y}
            r={Math.sqrt(contacts / most) * DOT_MAX}
          />
        );
      })}
    </svg>
  );
}
