import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.audit;

/** One field that is not as it was; undefined where it was not there, or held nothing. */
export interface ChangeLine {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What changes with every change and tells nothing. */
const UNTOLD: ReadonlySet<string> = new Set(['version', 'updatedAt', 'createdAt', 'id']);
const FIELD_WORDS = new Map<string, string>(Object.entries(WORDS.fields));
/** Fields within fields that are told one by one; what lies deeper is told as JSON. */
const DEPTH_MAX = 8;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** The fields that differ between two states, down to single values, each under the words of its way there. */
export function changeLines(
  before: unknown,
  after: unknown,
  clock: (instant: string) => string,
): readonly ChangeLine[] {
  const [old, next] = [leavesOf(before, clock), leavesOf(after, clock)];
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((name) => {
    const line = { name, before: old.get(name), after: next.get(name) };
    return line.before === line.after ? [] : [line];
  });
}

function leavesOf(state: unknown, clock: (instant: string) => string): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const add = (value: unknown, path: readonly string[]) => {
    if (value === null || value === undefined) return;
    if (typeof value !== 'object' || path.length >= DEPTH_MAX) {
      leaves.set(pathWords(path), valueWords(value, clock));
      return;
    }
    if (Array.isArray(value)) {
      const isPlain = value.every((one) => typeof one !== 'object' || one === null);
      if (isPlain)
        leaves.set(
          pathWords(path),
          value.length === 0 ? WORDS.nothing : value.map((one) => valueWords(one, clock)).join(', '),
        );
      else value.forEach((one: unknown, index) => add(one, [...path, `${index + 1}`]));
      return;
    }
    for (const [name, member] of Object.entries(value))
      if (path.length > 0 || !UNTOLD.has(name)) add(member, [...path, name]);
  };
  if (typeof state === 'object') add(state, []);
  return leaves;
}

function pathWords(path: readonly string[]): string {
  const words = path
    .map((name) => FIELD_WORDS.get(name) ?? spaced(name))
    .filter((word) => word !== '')
    .join(', ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** `deviceTypes` as `device types`. */
function spaced(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();
}

function valueWords(value: unknown, clock: (instant: string) => string): string {
  if (value === null || value === undefined || value === '') return WORDS.nothing;
  if (typeof value === 'boolean') return value ? texts.states.yes : texts.states.no;
  if (typeof value === 'number') return value.toLocaleString('en-US');
  if (typeof value === 'string') return INSTANT.test(value) ? clock(value) || value : value;
  return JSON.stringify(value);
}
