import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceProcess } from '../simulations/service-process.ts';
import { clientIdAt } from './bench-service.ts';
import { runTact } from './tact-command.ts';

/** Noon in New York, morning on the Pacific: with hours that are closed for lunch, some of a list is allowed and some is not. */
const AT = '2026-11-20T17:00:00Z';

/**
 * Asks the same questions by one `tact decide` and by one HTTP batch as CSV, at the same instant, and compares the answers byte by byte:
 * contacts that are allowed, blocked until an hour and refused. Gives how many lines were alike; throws for the first that is not.
 */
export async function sameBytes(service: ServiceProcess, count: number): Promise<number> {
  const { version } = await service.client.organization.get();
  const allowedHours = {
    everyDay: [
      { start: '09:00', end: '12:00' },
      { start: '13:00', end: '19:00' },
    ],
  };
  await service.client.organization.update({ body: { version, allowedHours } });
  const questions = Array.from({ length: count }, (_, index) => questionAt(index));
  const [command, batch] = [await byCommand(service, questions), await byBatch(service, questions)];
  const decisions = new Set(batch.map((line) => line.split(',')[2]));
  for (const needed of ['allowed', 'blocked', 'refused'])
    if (!decisions.has(needed))
      throw new Error(`no answer is \`${needed}\`: the questions compare too little`);
  for (const [index, line] of batch.entries())
    if (line !== command[index])
      throw new Error(
        `line ${index + 1}: the batch says \`${line}\`, the command \`${command[index] ?? ''}\``,
      );
  if (batch.length !== command.length || batch.length !== count + 2)
    throw new Error(`the batch has ${batch.length} lines, the command ${command.length}`);
  return count;
}

/** One question in both forms: a row of `client id,device`, and the JSON of it. */
interface Asked {
  readonly clientId: string;
  /** A position, a number as somebody wrote it, or empty. */
  readonly device: string;
}

/** Most ask for a contact, some for its second device; the others cannot be answered, each in another way. */
function questionAt(index: number): Asked {
  const clientId = clientIdAt(index);
  if (index % 50 === 7) return { clientId: `nobody, "${index}"`, device: '' };
  if (index % 50 === 17) return { clientId, device: '(212) 555-0199' };
  if (index % 50 === 27) return { clientId, device: '555' };
  return { clientId, device: index % 5 === 0 ? '2' : '' };
}

async function byCommand(service: ServiceProcess, questions: readonly Asked[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tact-same-bytes-'));
  try {
    const file = join(folder, 'questions.csv');
    const out = join(folder, 'answers.csv');
    const rows = questions.map(({ clientId, device }) => `"${clientId.replaceAll('"', '""')}",${device}\n`);
    await writeFile(file, `client id,device\n${rows.join('')}`);
    await runTact(['decide', file, '--out', out, '--at', AT, '--data-dir', service.folder]);
    return (await readFile(out, 'utf8')).split('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function byBatch(service: ServiceProcess, questions: readonly Asked[]): Promise<readonly string[]> {
  const lines = questions.map(({ clientId, device }) => {
    const named = /^\d$/.test(device) ? { position: Number(device) } : { address: device };
    const asked = { contact: { clientId }, channel: 'call', ...(device === '' ? {} : { device: named }) };
    return `${JSON.stringify(asked)}\n`;
  });
  const response = await fetch(`${service.baseUrl}/api/v1/decisions?at=${AT}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      accept: 'text/csv',
      'x-api-key': service.apiKey,
    },
    body: lines.join(''),
  });
  return (await response.text()).split('\n');
}
