import { FILE_START, readEntries, type FileSource, type ReadPlan, type ReadPosition } from '@tact/files';
import type { OrganizationId } from '@tact/engine';
import type { Actor, ListImport, ListImportRun, Store, SuppressionListRow } from '@tact/store';
import { createImportCollector, type ImportCollector } from './import-collector.ts';

/** What an import is carried out with. */
export interface ListImportParts {
  readonly store: Store;
  readonly source: FileSource;
  readonly organizationId: OrganizationId;
  readonly run: ListImportRun;
  readonly actor: Actor;
  /** Throws where the work is to end: between two batches, and between two steps of joining. */
  readonly checkEnd: () => void;
  /** Told after each batch that was read. Bytes are those of the file, packed as it may be. */
  readonly onProgress?: (bytes: number, rows: number) => void;
}

/** A step is stored at least so often, milliseconds: what a killed process has to read again. */
const STEP_MS_MAX = 10_000;

/**
 * Carries out an import, from the last position that is stored to the switch that puts all of it in force. Memory is bounded whatever the
 * file's size. Where `checkEnd` throws, what was read until then is stored first, so that nothing is read twice. Throws `FileError`s and
 * `StoreError`s; nothing of the import is in force then.
 */
export async function runListImport(parts: ListImportParts): Promise<ListImport> {
  const { store, organizationId, run, actor, checkEnd } = parts;
  const begun = await store.listImports.get(organizationId, run);
  const list = await store.suppression.get(organizationId, run.listId);
  if (begun === undefined || list === undefined) throw new Error('the import was deleted with its list');
  if (!begun.readWhole) await readFile(parts, begun, list);
  await store.listImports.join(organizationId, run, actor, () => {
    checkEnd();
    return Promise.resolve();
  });
  const done = await store.listImports.putInForce(organizationId, run, actor);
  await store.listImports.tidyUp(organizationId, run);
  return done;
}

async function readFile(parts: ListImportParts, begun: ListImport, list: SuppressionListRow): Promise<void> {
  const { store, source, organizationId, run, checkEnd, onProgress } = parts;
  const first = await store.suppression.listEntries(organizationId, list.id, { limit: 1, cursor: null });
  const collector = createImportCollector({
    mode: begun.mode,
    numbersAsEntries: list.retentionDays !== null || list.type === 'client',
    hasSingleEntries: first.items.length > 0,
  });
  let position = (begun.position ?? FILE_START) as ReadPosition;
  let rowsStored = begun.good + begun.bad;
  let bytesDone = 0;
  let storedAtMs = performance.now();
  const storeStep = async (readWhole: boolean) => {
    rowsStored += collector.rows;
    const step = { ...collector.take(), position, bytesDone, rowsDone: rowsStored, readWhole };
    await store.listImports.store(organizationId, run, step);
    storedAtMs = performance.now();
  };
  // A plan that was stored was checked when the import was begun.
  for await (const batch of readEntries(source, begun.plan as ReadPlan, position)) {
    collector.add(batch);
    ({ position, bytesRead: bytesDone } = batch);
    onProgress?.(bytesDone, rowsStored + collector.rows);
    await endAfterStoring(checkEnd, collector, () => storeStep(false));
    if (collector.isFull || performance.now() - storedAtMs > STEP_MS_MAX) await storeStep(false);
  }
  bytesDone = source.bytes;
  await storeStep(true);
}

async function endAfterStoring(
  checkEnd: () => void,
  collector: ImportCollector,
  store: () => Promise<void>,
): Promise<void> {
  try {
    checkEnd();
  } catch (error) {
    if (!collector.isEmpty) await store();
    throw error;
  }
}
