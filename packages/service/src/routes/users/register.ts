import { endpoints, ROLE_SCOPES, SESSION_RULES } from '@tact/api';
import { formatInstant, type Instant } from '@tact/engine';
import type { Invitation, User, UserGuard } from '@tact/store';
import { assertWithin } from '../../commands/assert-within.ts';
import type { Parts } from '../../commands/context.ts';
import { answer, type Router } from '../../http/router.ts';
import type { Sender } from '../../http/sender.ts';
import { newSecretToken, secretHash } from '../../secret-token.ts';
import { instantOrNull } from '../instant-json.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of users. */
export function registerUsers({ route }: Router, { store, clock }: Parts): void {
  const { users } = endpoints;
  /** The token is answered once and kept nowhere, not with the answers that are kept for repeats either. */
  const withInvitation = async (make: (invitation: Invitation) => Promise<User>) => {
    const token = newSecretToken();
    const expiresAt = (clock() + SESSION_RULES.invitationMsMax) as Instant;
    const user = userJson(await make({ tokenHash: secretHash(token), expiresAt }));
    return answer(201, { ...user, invitation: token }, { ...user, invitation: null });
  };
  route(users.list, async ({ query, caller }) => {
    const page = await store.users.listUsers(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, userJson));
  });
  route(users.invite, ({ body, caller: { organizationId, actor }, sender }) =>
    withInvitation((invitation) => {
      assertMayGive(sender, body.role);
      const user = { email: body.email.toLowerCase(), role: body.role };
      return store.users.invite(organizationId, user, invitation, actor);
    }),
  );
  route(users.inviteAgain, ({ params, caller: { organizationId, actor }, sender }) =>
    withInvitation((invitation) =>
      store.users.inviteAgain(organizationId, params.id, invitation, actor, guardOf(sender)),
    ),
  );
  route(users.update, async ({ params, body: { role, disabled }, caller, sender }) => {
    const { organizationId, actor } = caller;
    if (role !== undefined) assertMayGive(sender, role);
    const change = {
      ...(role === undefined ? {} : { role }),
      ...(disabled === undefined ? {} : { isDisabled: disabled }),
    };
    const user = await store.users.change(organizationId, params.id, change, actor, guardOf(sender));
    return answer(200, userJson(user));
  });
  route(users.remove, async ({ params, caller: { organizationId, actor }, sender }) => {
    await store.users.remove(organizationId, params.id, actor, guardOf(sender));
    return answer(204, null);
  });
}

function assertMayGive({ principal }: Sender, role: User['role']): void {
  assertWithin(principal, ROLE_SCOPES[role], `the role \`${role}\``, '/role');
}

/** Whoever may not hand out a role may not act on somebody who has it: an invitation anew would be a way to take over the user. */
function guardOf({ principal }: Sender): UserGuard {
  return ({ role }) => {
    assertWithin(principal, ROLE_SCOPES[role], `the user's role \`${role}\``);
  };
}

function userJson({ id, email, role, state, invitationExpiresAt, createdAt }: User) {
  return {
    id,
    email,
    role,
    state,
    invitationExpiresAt: instantOrNull(invitationExpiresAt),
    createdAt: formatInstant(createdAt),
  };
}
