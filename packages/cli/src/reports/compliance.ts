import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { CHANNELS, formatInstant, type AttemptId, type ClientId, type Instant } from '@tact/engine';
import { REPORT_DECISIONS, REPORT_HOURS } from '@tact/api/without-schemas';
import { zoneTable } from '@tact/places';
import {
  bytesOf,
  createClock,
  complianceReport,
  optOutsHonoured,
  reportInForm,
  reportPdf,
  reportPeriod,
  summarize,
} from '@tact/service/without-http';
import type { InteractionFilter } from '@tact/store';
import type { ComplianceOptions } from '../commands/report.ts';
import { campaignGroupNamed } from '../campaign-group-named.ts';
import { counted } from '../counted.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';
import { withProgress, type Progress } from '../progress.ts';
import { oneOf } from '../one-of.ts';
import { fileFailure, NEW_FILE, writeParts } from '../written-file.ts';
import { lastWholeRow } from './last-whole-row.ts';
import { keepHeapSmall } from './small-heap.ts';

const FORMATS = ['csv', 'ndjson', 'summary', 'pdf'] as const;
type Format = (typeof FORMATS)[number];

/** Writes the compliance report to a file, or to standard output. Ctrl-C leaves a file that `--resume` takes up again. */
export async function writeComplianceReport(file: string | null, options: ComplianceOptions): Promise<void> {
  const format = formatOf(file, options.format);
  if (options.resume === true && (file === null || format === 'summary' || format === 'pdf'))
    throw usage('--resume goes with a file of csv or ndjson; name the file that was cut');
  keepHeapSmall();
  await withStore(options, (opened) => write(opened, file, format, options), { graceful: true });
}

async function write(
  opened: OpenedStore,
  file: string | null,
  format: Format,
  options: ComplianceOptions,
): Promise<void> {
  const { store, organization, signal } = opened;
  const filter = await filterOf(opened, options);
  const cut = options.resume === true && file !== null ? await lastWholeRow(file) : null;
  const after = (cut?.interactionId ?? null) as AttemptId | null;
  const made = { store, zoneTable: zoneTable(), now: createClock()() };
  const asked = {
    after,
    details: format === 'csv' || format === 'ndjson',
    hours: oneOf(REPORT_HOURS, '--hours', options.hours),
    decision: oneOf(REPORT_DECISIONS, '--decision', options.decision),
  };
  const out = file === null ? process.stdout : await fileAt(file, cut?.endsAt ?? null);
  const name = file ?? '-';
  await withProgress('report', filter.until - filter.from, async (progress) => {
    const watching = { progress, from: filter.from, signal };
    if (format === 'csv' || format === 'ndjson') {
      const written = { ...asked, header: after === null };
      const parts = reportInForm(format, made, organization.id, filter, written);
      await writeParts(out, name, bytesOf(watched(parts, ({ rows }) => rows, watching)));
    } else {
      const parts = complianceReport(made, organization.id, filter, asked);
      const watchedParts = watched(parts, ({ rows }) => rows.length, watching);
      const head = {
        organization: organization.name,
        period: `${options.from} to ${options.to}`,
        madeAt: formatInstant(made.now),
      };
      const question = { organizationId: organization.id, zone: organization.rules.zone, filter };
      const optOuts = () => optOutsHonoured(made, question);
      await writeParts(out, name, summaryOf(watchedParts, { signal, format, head, optOuts }));
    }
    assertWhole(signal);
  });
}

async function filterOf(
  { store, organization }: OpenedStore,
  options: ComplianceOptions,
): Promise<InteractionFilter> {
  const period = reportPeriod(options.from, options.to, organization.rules.zone, zoneTable());
  if ('problem' in period) throw usage(period.problem);
  return {
    ...period,
    channel: oneOf(CHANNELS, '--channel', options.channel),
    direction: oneOf(['outbound', 'inbound'] as const, '--direction', options.direction),
    campaignGroupId: await campaignGroupNamed(store, organization.id, options.group),
    clientId: (options.client ?? null) as ClientId | null,
    accountId: null,
  };
}

async function* summaryOf(
  parts: Parameters<typeof summarize>[0],
  {
    signal,
    format,
    head,
    optOuts,
  }: {
    readonly signal: AbortSignal;
    readonly format: 'summary' | 'pdf';
    readonly head: Parameters<typeof reportPdf>[1];
    readonly optOuts: () => ReturnType<typeof optOutsHonoured>;
  },
): AsyncGenerator<string | Uint8Array> {
  const summary = { ...(await summarize(parts)), optOuts: await optOuts() };
  // Of a part of the report nothing is told.
  assertWhole(signal);
  yield format === 'pdf' ? reportPdf(summary, head) : `${JSON.stringify(summary, null, 2)}\n`;
}

function assertWhole(signal: AbortSignal): void {
  if (signal.aborted)
    throw new Failure('interrupted; the file holds whole rows and can be taken up with --resume');
}

/** The same parts, shown as they come; no more of them once Ctrl-C was pressed, so that what was given is written to its end. */
async function* watched<Part extends { readonly toldUntil: Instant }>(
  parts: AsyncIterable<Part>,
  rowsOf: (part: Part) => number,
  {
    progress,
    from,
    signal,
  }: { readonly progress: Progress; readonly from: Instant; readonly signal: AbortSignal },
): AsyncGenerator<Part> {
  let rows = 0;
  for await (const part of parts) {
    if (signal.aborted) return;
    yield part;
    rows += rowsOf(part);
    progress.update(part.toldUntil - from, `${counted(rows)} interactions`);
  }
}

/** A new file, which must not be there yet; or one that goes on where its last whole row ends. */
async function fileAt(path: string, endsAt: number | null): Promise<Writable> {
  try {
    const handle = await open(path, endsAt === null ? NEW_FILE.flags : 'r+', NEW_FILE.mode);
    if (endsAt !== null) await handle.truncate(endsAt);
    return handle.createWriteStream({ start: endsAt ?? 0 });
  } catch (error) {
    throw fileFailure(error, path, 'name another one, or go on in it with --resume');
  }
}

function formatOf(file: string | null, given: string | undefined): Format {
  const ending = file === null ? undefined : /\.(\w+)$/.exec(file)?.[1];
  return oneOf(FORMATS, '--format', given) ?? FORMATS.find((one) => one === ending) ?? 'csv';
}
