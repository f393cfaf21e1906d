/**
 * `node bench/make-contact-list.ts --rows 100000 --seed 1 OUT.csv`: a list of made-up contacts from all states of the United States, Canada
 * and the United Kingdom, two devices each, the same for the same seed. A quarter of the numbers are written as people write them.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { csvField } from '../packages/service/src/csv-field.ts';
import { people, type Person } from '../packages/service/src/demo/people.ts';

/** The columns of the list, named as such lists name them. */
const HEADER =
  'client id,first name,last name,time zone,country,state,postal code,language,phone 1,phone 1 type,phone 2,phone 2 type,balance,segment\n';

/** Rows written at once. */
const ROWS_AT_ONCE = 2_000;

/** Writes a list of so many people. */
export async function makeContactList(path: string, rows: number, seed: number): Promise<void> {
  const out = createWriteStream(path);
  let text = HEADER;
  let count = 0;
  for (const person of people({ seed, numbers: 'any' })) {
    if (count === rows) break;
    text += line(person, count);
    count++;
    if (count % ROWS_AT_ONCE !== 0) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'close');
}

function line({ firstName, lastName, contact }: Person, index: number): string {
  const [landline, mobile] = contact.devices;
  const written = (key = '') => (index % 4 === 3 ? asWritten(key, contact.country) : key);
  const cells = [
    contact.clientId,
    firstName,
    lastName,
    contact.zone ?? '',
    contact.country ?? '',
    contact.region?.slice(3) ?? '',
    contact.postalCode ?? '',
    contact.language ?? '',
    written(landline?.key),
    landline?.type === 'unknown' ? '' : 'home',
    written(mobile?.key),
    mobile?.type === 'unknown' ? '' : 'mobile',
    String(contact.attributes['balance'] ?? ''),
    String(contact.attributes['segment'] ?? ''),
  ];
  return `${cells.map((text) => csvField(text)).join(',')}\n`;
}

/** `(212) 555-0123`, `+44 20 7946 0123`; a foreign number keeps its calling code. */
function asWritten(key: string, country: string | null): string {
  if (key.startsWith('+1') && country !== 'GB')
    return `(${key.slice(2, 5)}) ${key.slice(5, 8)}-${key.slice(8)}`;
  return `${key.slice(0, 3)} ${key.slice(3, 5)} ${key.slice(5, 9)} ${key.slice(9)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rows: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } },
  });
  const [path] = positionals;
  const rows = Number(values.rows);
  if (path === undefined || !Number.isSafeInteger(rows) || rows < 1) {
    process.stderr.write('usage: node bench/make-contact-list.ts --rows 100000 --seed 1 OUT.csv\n');
    process.exitCode = 2;
  } else await makeContactList(path, rows, Number(values.seed));
}
