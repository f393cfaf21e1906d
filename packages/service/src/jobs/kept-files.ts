import type { OrganizationId } from '@tact/engine';
import type { Store } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Spool } from './spool.ts';

/** Files of one organization that are received, or kept for imports that are not over: one that sends more would take the disk from all others. */
export const FILES_KEPT_MAX = 20;

/** Does what receives a file of an organization. `import_files_full`, before anything is received, where it has so many here already. */
export type WithRoom = <Result>(
  organizationId: OrganizationId,
  work: () => Promise<Result>,
) => Promise<Result>;

/** Creates the count. What other processes receive at the moment is not in it; what they have kept here is. */
export function createWithRoom({
  store: { listImports, contactImports },
  spool,
}: {
  readonly store: {
    readonly listImports: Pick<Store['listImports'], 'find'>;
    readonly contactImports: Pick<Store['contactImports'], 'ofFile'>;
  };
  readonly spool: Pick<Spool, 'ids'>;
}): WithRoom {
  const receiving = new Map<OrganizationId, number>();
  const keptOf = async (organizationId: OrganizationId, max: number) => {
    let kept = 0;
    for (const id of await spool.ids()) {
      if (kept >= max) break;
      const one =
        (await listImports.find(organizationId, id)) ?? (await contactImports.ofFile(organizationId, id));
      if (one !== undefined) kept++;
    }
    return kept;
  };
  return async (organizationId, work) => {
    const before = receiving.get(organizationId) ?? 0;
    receiving.set(organizationId, before + 1);
    try {
      const max = FILES_KEPT_MAX - before;
      if ((await keptOf(organizationId, max)) >= max)
        throw new CommandError(
          'import_files_full',
          `\`${FILES_KEPT_MAX}\` files of this organization are received or wait to be imported; wait for one of them to finish, or take up one that was stopped`,
        );
      return await work();
    } finally {
      const left = (receiving.get(organizationId) ?? 1) - 1;
      if (left === 0) receiving.delete(organizationId);
      else receiving.set(organizationId, left);
    }
  };
}
