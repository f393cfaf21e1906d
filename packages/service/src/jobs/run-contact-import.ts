import { tableRows, type FileSource, type TablePosition } from '@tact/files';
import type { OrganizationId } from '@tact/engine';
import type {
  Actor,
  ContactImport,
  ContactImportBadRow,
  ContactImportHold,
  ContactImportRow,
  Store,
} from '@tact/store';
import type { ListedAccount } from '../contact-files/account-row.ts';
import { columnsOfPlan, type ContactFilePlan } from '../contact-files/contact-file-plan.ts';
import { contactReader, type ReadRow } from '../contact-files/contact-row.ts';

/** What an import of contacts is carried out with. */
export interface ContactImportParts {
  readonly store: Store;
  readonly organizationId: OrganizationId;
  readonly one: ContactImport;
  readonly hold: ContactImportHold;
  readonly actor: Actor;
  /** Throws where the work is to end: between two steps. */
  readonly checkEnd: () => void;
}

/** Contacts, or cells that were not taken, of one step: what one transaction writes within a second. */
const STEP_ROWS = 1_000;

/**
 * Brings in a file of contacts from the last position that is stored, step by step, in memory that does not grow with the file. Where `checkEnd`
 * throws, what was read until then is stored first. Throws `FileError`s and `StoreError`s; what was stored before stays.
 */
export async function runContactImport(parts: ContactImportParts, source: FileSource): Promise<void> {
  const { one, checkEnd } = parts;
  const plan = one.plan as ContactFilePlan;
  const { columns } = columnsOfPlan(plan);
  const read = contactReader(columns, plan);
  const clientIdColumn =
    columns.find(({ use }) => use.kind === 'field' && use.field === 'clientId')?.header ?? '';
  const { currency } = await parts.store.organizations.get(parts.organizationId);
  const gathered = createGathered(currency);
  let progress = one.progress as TablePosition | null;
  let bytesRead = 0;
  const storeStep = async (readWhole: boolean) => {
    const done = readWhole ? 1 : Math.min(1, bytesRead / Math.max(1, source.bytes));
    const step = { ...gathered.take(), progress, done, readWhole, clientIdColumn };
    await parts.store.contactImports.store(parts.organizationId, parts.hold, step, parts.actor);
  };
  for await (const batch of tableRows(source, plan, progress)) {
    ({ bytesRead } = batch);
    for (const row of batch.rows) {
      gathered.add(row.line, read(row));
      if (!gathered.isFull) continue;
      progress = batch.next();
      await storeStep(false);
      checkEnd();
    }
    progress = batch.next();
    await endAfter(checkEnd, async () => {
      if (!gathered.isEmpty) await storeStep(false);
    });
  }
  await storeStep(true);
}

/** Where the work is to end, it ends after what was gathered is stored. */
async function endAfter(checkEnd: () => void, store: () => Promise<void>): Promise<void> {
  try {
    checkEnd();
  } catch (error) {
    await store();
    throw error;
  }
}

/** Rows that were read since the last step. */
interface Gathered {
  add(line: number, read: ReadRow): void;
  readonly isFull: boolean;
  readonly isEmpty: boolean;
  /** What was gathered; it is empty from then on. */
  take(): {
    readonly rows: readonly ContactImportRow[];
    readonly bad: number;
    readonly badRows: readonly ContactImportBadRow[];
  };
}

/** `currency`: of amounts that name none. */
function createGathered(currency: string): Gathered {
  let rows: ContactImportRow[] = [];
  let badRows: ContactImportBadRow[] = [];
  let bad = 0;
  return {
    add(line, read) {
      if (read.ok) rows.push({ line, contact: read.contact, account: inCurrency(read.account, currency) });
      else {
        bad++;
        for (const { reason: sentence, ...problem } of read.problems) badRows.push({ ...problem, sentence });
      }
    },
    get isFull() {
      return rows.length >= STEP_ROWS || badRows.length >= STEP_ROWS;
    },
    get isEmpty() {
      return rows.length + bad === 0;
    },
    take() {
      const taken = { rows, bad, badRows };
      [rows, badRows, bad] = [[], [], 0];
      return taken;
    },
  };
}

function inCurrency(account: ListedAccount | null, currency: string): ContactImportRow['account'] {
  if (account === null || account.amount === null) return account;
  return { ...account, currency: account.currency ?? currency };
}

/** Contacts of one step of taking an import back. */
const UNDO_CONTACTS = 1_000;

/** Takes back what an import brought, step by step, as far as nothing was done with it since. */
export async function undoContactImport(parts: ContactImportParts): Promise<void> {
  const { store, organizationId, hold, actor, checkEnd } = parts;
  while (!(await store.contactImports.undoStep(organizationId, hold, UNDO_CONTACTS, actor))) checkEnd();
}
