/** What a caller may be (seed B1). */
export const ROLES = ['administrator', 'operator', 'analyst'] as const;
/** The role of a caller. */
export type Role = (typeof ROLES)[number];

/** What a caller may do. `decisions:write` is asking, because every answer is recorded. */
export const SCOPES = [
  'decisions:read',
  'decisions:write',
  'attempts:read',
  'attempts:write',
  'contacts:read',
  'contacts:write',
  'accounts:read',
  'accounts:write',
  'opt-outs:read',
  'opt-outs:write',
  'rules:read',
  'rules:write',
  'suppression:read',
  'suppression:write',
  'campaign-groups:read',
  'campaign-groups:write',
  'channels:read',
  'channels:write',
  'contact-lists:read',
  'contact-lists:write',
  'campaigns:read',
  'campaigns:write',
  'queue:read',
  'queue:write',
  'organization:read',
  'organization:write',
  'users:read',
  'users:write',
  'api-keys:read',
  'api-keys:write',
  'audit:read',
  'persons:write',
] as const;
/** One thing that a caller may do. */
export type Scope = (typeof SCOPES)[number];

/**
 * The scopes of each role (seed B1): an administrator has all; an operator works with contacts, lists and attempts, may stop the queue, and sees the rules; an
 * analyst reads, and may ask.
 */
export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  administrator: SCOPES,
  operator: [
    'decisions:read',
    'decisions:write',
    'attempts:read',
    'attempts:write',
    'contacts:read',
    'contacts:write',
    'accounts:read',
    'accounts:write',
    'opt-outs:read',
    'opt-outs:write',
    'rules:read',
    'suppression:read',
    'campaign-groups:read',
    'channels:read',
    'contact-lists:read',
    'contact-lists:write',
    'campaigns:read',
    'queue:read',
    'queue:write',
    'organization:read',
  ],
  analyst: [
    'decisions:read',
    'decisions:write',
    'attempts:read',
    'contacts:read',
    'accounts:read',
    'opt-outs:read',
    'rules:read',
    'suppression:read',
    'campaign-groups:read',
    'channels:read',
    'contact-lists:read',
    'campaigns:read',
    'queue:read',
    'organization:read',
    'audit:read',
  ],
};

/** Why a caller may not do something; undefined where it may. A key's own scopes narrow its role and never widen it. */
export function permissionProblem(
  caller: { readonly role: Role; readonly scopes: readonly string[] | null },
  scope: Scope,
): 'role_insufficient' | 'scope_missing' | undefined {
  if (!ROLE_SCOPES[caller.role].includes(scope)) return 'role_insufficient';
  return caller.scopes === null || caller.scopes.includes(scope) ? undefined : 'scope_missing';
}

/** All that a caller may do: the scopes of the role, narrowed by those of the key. */
export function scopesOf({
  role,
  scopes,
}: {
  readonly role: Role;
  readonly scopes: readonly string[] | null;
}): readonly Scope[] {
  return ROLE_SCOPES[role].filter((scope) => scopes?.includes(scope) ?? true);
}

/** The roles that have a scope. `signed-in` is no scope: whoever has a valid key or session. */
export function rolesWith(scope: Scope | 'signed-in'): readonly Role[] {
  if (scope === 'signed-in') return ROLES;
  return ROLES.filter((role) => ROLE_SCOPES[role].includes(scope));
}
