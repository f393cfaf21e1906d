import type { DispositionChangeJson, NewDispositionJson, ShapeProblem } from '@tact/api';
import type { Disposition } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { onVersion } from './version-conflict.ts';

/** Creates a disposition. */
export function createDisposition(
  { store }: Parts,
  { organizationId, actor }: Caller,
  { code, name, description = null }: NewDispositionJson,
): Promise<Disposition> {
  return store.dispositions.create(organizationId, { code, name, description }, actor);
}

/** Changes the name or the description of a disposition. */
export function updateDisposition(
  { store }: Parts,
  { organizationId, actor }: Caller,
  id: string,
  { version, ...change }: DispositionChangeJson,
): Promise<Disposition> {
  const { dispositions } = store;
  return onVersion(
    () => dispositions.update(organizationId, id, version, change, actor),
    () => dispositions.get(organizationId, id),
  );
}

/** One code that a request names, and where. */
export interface NamedCode {
  readonly code: string;
  readonly path: string;
}

/**
 * The codes that are not defined, where the organization has defined any: a mistyped code is stamped in vain, because no treatment is
 * bound to it, and a rule that counts attempts by it counts none and never blocks. An organization without dispositions works with
 * whatever codes it likes.
 */
export async function codeProblems(
  { store }: Parts,
  { organizationId }: Caller,
  named: readonly NamedCode[],
): Promise<readonly ShapeProblem[]> {
  if (named.length === 0) return [];
  const codes = named.map(({ code }) => code);
  const unknown = new Set(await store.dispositions.unknownCodes(organizationId, codes));
  return named
    .filter(({ code }) => unknown.has(code))
    .map(({ code, path }) => ({
      path,
      sentence: `there is no disposition code \`${code}\`; use one that is defined, or create it first`,
    }));
}

/** Refuses codes that are not defined, where the organization has defined any. */
export async function assertCodesKnown(
  parts: Parts,
  caller: Caller,
  named: readonly NamedCode[],
): Promise<void> {
  const problems = await codeProblems(parts, caller, named);
  const [first] = problems;
  if (first !== undefined)
    throw new CommandError('disposition_unknown', first.sentence, { path: first.path, problems });
}
