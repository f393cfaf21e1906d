import type { ListImport, ListImportReference } from '@tact/store';
import type { Caller, Parts } from './context.ts';

/** Takes an import back, exactly: from the return on its list is as it was before it, on every node (S23). */
export async function rollBackImport(
  { store }: Pick<Parts, 'store'>,
  { organizationId, actor }: Caller,
  reference: ListImportReference,
  reason: string,
): Promise<ListImport> {
  const rolledBack = await store.listImports.rollBack(organizationId, reference, reason, actor);
  await store.listImports.tidyUp(organizationId, reference);
  return rolledBack;
}
