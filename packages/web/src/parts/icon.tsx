/** The drawings, each in a box of 24 by 24, stroked. */
const PATHS = {
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 7.5V12l3 2',
  bar: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M6 18L18 6',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M15.5 15.5L20 20',
  plus: 'M12 5v14M5 12h14',
  pencil: 'M4 20l1-4L16 5l3 3L8 19l-4 1M14 7l3 3',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  close: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4L2.8 20h18.4L12 4M12 10v4.5M12 17.2v.3',
  info: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 11v5.5M12 7.7v.3',
  person: 'M12 4a4 4 0 1 0 0 8a4 4 0 1 0 0-8M4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
  people:
    'M9 5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M2.5 19c.8-3.5 3.2-5 6.5-5s5.7 1.5 6.5 5M16 5.5a3.2 3.2 0 0 1 0 6M18 14.5c2 .8 3 2.3 3.5 4.5',
  account: 'M4 5h16v14H4zM4 9.5h16M8 14.5h4',
  list: 'M8 6h12M8 12h12M8 18h12M4 6h.5M4 12h.5M4 18h.5',
  hand: 'M7 12V6.5a1.5 1.5 0 0 1 3 0V11V4.5a1.5 1.5 0 0 1 3 0V11V5.5a1.5 1.5 0 0 1 3 0V13V9a1.5 1.5 0 0 1 3 0v5c0 4-2.5 6.5-6 6.5S8 19 6.5 16.5L4 13a1.5 1.5 0 0 1 2.5-1.5L7 12',
  repeat: 'M4 11a7 7 0 0 1 12-4l3 3M20 5v5h-5M20 13a7 7 0 0 1-12 4l-3-3M4 19v-5h5',
  date: 'M4 6h16v14H4zM4 10.5h16M8 3.5V7M16 3.5V7',
  pin: 'M12 21s-7-6-7-11.5a7 7 0 0 1 14 0C19 15 12 21 12 21M12 7a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14',
  globe: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17',
  scroll: 'M6 4h11v16H6zM9 8.5h5M9 12h5M9 15.5h3',
  question:
    'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.7M12 16.5v.3',
  gear: 'M12 8.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1',
  gauge: 'M4 17a8.5 8.5 0 1 1 16 0M12 15l4-5',
  key: 'M8 11a4 4 0 1 0 0 8a4 4 0 1 0 0-8M11 12.5L20 4M16.5 7.5l3 3',
  tag: 'M4 4h8l8 8-8 8-8-8zM8 8h.5',
  arrow: 'M5 12h14M13 6l6 6-6 6',
  menu: 'M4 7h16M4 12h16M4 17h16',
  megaphone: 'M4 10v4h3l9 5V5l-9 5zM19 9.5a4 4 0 0 1 0 5M8 14.5V20h3',
  pulse: 'M3 12h4l3-7 4 14 3-7h4',
  rows: 'M4 5h16v14H4zM4 9.7h16M4 14.3h16M9 5v14',
  message: 'M4 5h16v11H11l-5 4v-4H4zM8 9h8M8 12h5',
  folder: 'M3.5 6h6l2 2.5h9V19h-17z',
  sliders: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 5.5v5M9 13.5v5',
  antenna:
    'M12 10.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 1 0 0-3M8.5 15.5a5 5 0 0 1 0-7M15.5 8.5a5 5 0 0 1 0 7M5.8 18.2a9 9 0 0 1 0-12.4M18.2 5.8a9 9 0 0 1 0 12.4M12 13.5V21',
  play: 'M7 5l12 7-12 7z',
  pause: 'M8 5v14M16 5v14',
  sort: 'M8 10l4-4 4 4M8 14l4 4 4-4',
  up: 'M6 14l6-6 6 6',
  down: 'M6 10l6 6 6-6',
  left: 'M14 6l-6 6 6 6',
  right: 'M10 6l6 6-6 6',
  download: 'M12 4v11M7 10.5l5 5 5-5M4 20h16',
  grid: 'M4 4h16v16H4zM4 9.3h16M4 14.6h16M9.3 4v16M14.6 4v16',
  reload: 'M20 11a8 8 0 1 0-2 6M20 5v6h-6',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof PATHS;

/** A small drawing beside a text that says the same; with a `label` where it stands alone. */
export function Icon({
  name,
  size = 16,
  label,
}: {
  readonly name: IconName;
  readonly size?: number;
  readonly label?: string;
}) {
  const spoken = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label };
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
      {...spoken}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
