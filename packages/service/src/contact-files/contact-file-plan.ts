import type { TableChange, TablePlan } from '@tact/files';
import { columnsOf, useNamed, type Column, type ColumnProblem, type ColumnUse } from './columns.ts';
import type { RowSettings } from './contact-row.ts';

/** How a file of contacts is read, all of it stated: shown, changed, kept as JSON, and read by again after a stop. */
export interface ContactFilePlan extends TablePlan, RowSettings {
  /** As the header has them; empty where a column has no name. */
  readonly columnNames: readonly string[];
  /** What each column is read as, by name (`nameOfUse`). Columns beyond are ignored. */
  readonly columns: readonly string[];
}

/** What somebody changes of a plan that was proposed. */
export type ContactFileChange = TableChange & { readonly columns?: readonly string[] };

/** What columns were chosen as, by their names; a name that there is not is the second. */
export function chosenUses(
  columnNames: readonly string[],
  columns: readonly string[],
): { readonly chosen: ReadonlyMap<number, ColumnUse>; readonly unknown: string | null } {
  const chosen = new Map<number, ColumnUse>();
  for (const [index, header] of columnNames.entries()) {
    const name = columns[index] ?? 'ignore';
    const use = useNamed(name, header);
    if (use === undefined) return { chosen, unknown: name };
    chosen.set(index, use);
  }
  return { chosen, unknown: null };
}

/** The columns of a plan as rows are read by them, and what cannot be. */
export function columnsOfPlan({ columnNames, columns }: Pick<ContactFilePlan, 'columnNames' | 'columns'>): {
  readonly columns: readonly Column[];
  readonly problems: readonly ColumnProblem[];
} {
  const { chosen } = chosenUses(columnNames, columns);
  return columnsOf(columnNames, { chosen, ignoreUnknown: true, findsAccounts: false });
}

/** Whether rows bring accounts by this plan. */
export function bringsAccounts({ columns }: Pick<ContactFilePlan, 'columns'>): boolean {
  return columns.some((name) => name.startsWith('account.'));
}
