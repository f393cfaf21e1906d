import type { AuditEntry, AuditFilter } from '@tact/store';
import { zoneTable } from '@tact/places';
import { auditTexts, reportPeriod } from '@tact/service/without-http';
import type { ExportOptions } from '../commands/audit.ts';
import { counted } from '../counted.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';
import { withProgress, type Progress } from '../progress.ts';
import { oneOf } from '../one-of.ts';
import { writeNewFile } from '../written-file.ts';

const ACTOR_KINDS = ['user', 'api-key', 'command-line', 'job'] as const;
const SOURCES = ['individual', 'bulk', 'api'] as const;
/** Where only one edge of the period is given, the other one lies beyond every entry. */
const FIRST = '1970-01-01T00:00:00Z';
const LAST = '2100-01-01T00:00:00Z';

/**
 * Writes entries of the audit log, oldest first, to a new file (`-`: to standard output), as CSV or as lines of JSON, part by part. Ctrl-C
 * ends it between two parts; `--after` goes on behind the last number that arrived.
 */
export async function exportEntries(
  file: string,
  format: 'csv' | 'ndjson',
  options: ExportOptions,
): Promise<void> {
  const after = numberOf(options.after);
  await withStore(
    options,
    async (opened) => {
      const { store, organization, signal } = opened;
      const filter = filterOf(opened, options);
      const { audit } = await store.proof.heads(organization.id);
      await withProgress('export', audit.seq, async (progress) => {
        const entries = watched(store.audit.parts(organization.id, after, filter), progress, signal);
        const texts = auditTexts(entries, format, options.after === undefined);
        await writeNewFile(file, texts);
      });
    },
    { graceful: true },
  );
}

async function* watched(
  parts: AsyncIterable<readonly AuditEntry[]>,
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<readonly AuditEntry[]> {
  let entries = 0;
  for await (const part of parts) {
    yield part;
    entries += part.length;
    const last = part.at(-1)?.number ?? 0;
    progress.update(last, `${counted(entries)} entries`);
    if (signal.aborted) throw new Failure(`interrupted; go on in another file with --after ${last}`);
  }
}

function filterOf({ organization }: OpenedStore, options: ExportOptions): Partial<AuditFilter> {
  const filter = {
    entity: options.entity ?? null,
    entityId: options.entityId ?? null,
    action: options.action ?? null,
    actorId: options.actorId ?? null,
    actorKind: oneOf(ACTOR_KINDS, '--actor-kind', options.actorKind),
    source: oneOf(SOURCES, '--source', options.source),
    requestId: options.requestId ?? null,
  };
  if (options.from === undefined && options.to === undefined) return filter;
  const period = reportPeriod(
    options.from ?? FIRST,
    options.to ?? LAST,
    organization.rules.zone,
    zoneTable(),
  );
  if ('problem' in period) throw usage(period.problem);
  return { ...filter, ...period };
}

function numberOf(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^\d{1,15}$/.test(text)) throw usage(`--after \`${text}\` is no number of an entry`);
  return Number(text);
}
