import { scopesOf, type Scope } from '@tact/api';
import type { Principal } from '@tact/store';
import { CommandError } from '../command-error.ts';

/**
 * Throws `scope_beyond_caller` where `what` has a scope that the caller lacks. Whoever hands out a key or a role, or acts on somebody who has one, so
 * never comes to more than what they may do themselves. `path` points into the request, where something in it is wrong.
 */
export function assertWithin(
  caller: Principal | null,
  scopes: readonly Scope[],
  what: string,
  path?: string,
): void {
  const own = caller === null ? [] : scopesOf(caller);
  const beyond = scopes.find((scope) => !own.includes(scope));
  if (beyond === undefined) return;
  throw new CommandError(
    'scope_beyond_caller',
    `${what} would have the scope \`${beyond}\`, which you lack; use a key that has it, or have an administrator do it`,
    path === undefined ? {} : { path },
  );
}
