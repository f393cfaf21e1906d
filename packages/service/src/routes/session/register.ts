import { endpoints, scopesOf, type SessionJson } from '@tact/api';
import { formatInstant } from '@tact/engine';
import type { Principal, Session, Store } from '@tact/store';
import { acceptInvitation, findInvitation } from '../../commands/accept-invitation.ts';
import type { Parts } from '../../commands/context.ts';
import { notSignedIn, setPassword } from '../../commands/set-password.ts';
import { signIn, type Begun } from '../../commands/sign-in.ts';
import type { Clock } from '../../deciding/decider.ts';
import { answer, type Router } from '../../http/router.ts';
import type { Sender } from '../../http/sender.ts';
import { endedSessionCookie, sessionCookie } from '../../http/session-cookie.ts';
import { createFailureCount } from '../../sign-in/failure-count.ts';

/** Registers the routes of signing in and out, and of invitations. */
export function registerSession({ route }: Router, { store, clock }: Parts): void {
  const { session } = endpoints;
  const parts = { store, clock, failures: createFailureCount(store) };
  const begun = async ({ principal, session: one, token }: Begun, { isHttps }: Sender) => ({
    ...answer(200, await sessionJson(store, clock, principal, one)),
    headers: { 'set-cookie': sessionCookie(token, isHttps) },
  });
  route(session.get, async ({ sender: { principal, signedIn } }) => {
    if (principal === null) throw new Error('a signed-in route was reached by nobody');
    return answer(200, await sessionJson(store, clock, principal, signedIn?.session ?? null));
  });
  route(session.signIn, async ({ body, sender, requestId }) => {
    const { networkAddress } = sender;
    return begun(await signIn(parts, body, { networkAddress, requestId }), sender);
  });
  route(session.signOut, async ({ caller, sender: { signedIn, isHttps } }) => {
    if (signedIn === null) throw notSignedIn();
    await store.signIn.endSession(caller.organizationId, signedIn.session.id, caller.actor);
    return { ...answer(204, null), headers: { 'set-cookie': endedSessionCookie(isHttps) } };
  });
  route(session.setPassword, async ({ body, caller, sender }) => {
    await setPassword(parts, sender, caller, body);
    return answer(204, null);
  });
  route(session.getInvitation, async ({ params }) => {
    const { user, organizationId } = await findInvitation(parts, params.token);
    const { name } = await store.organizations.get(organizationId);
    const expiresAt = formatInstant(user.invitationExpiresAt ?? clock());
    return answer(200, { email: user.email, role: user.role, organization: name, expiresAt });
  });
  route(session.acceptInvitation, async ({ params, body, sender, requestId }) =>
    begun(await acceptInvitation(parts, params.token, body.password, requestId), sender),
  );
}

async function sessionJson(
  store: Store,
  clock: Clock,
  principal: Principal,
  session: Session | null,
): Promise<SessionJson> {
  const { kind, id, name, role, organizationId } = principal;
  const { name: organizationName, rules } = await store.organizations.get(organizationId);
  return {
    kind,
    id,
    name,
    role,
    scopes: scopesOf(principal),
    organization: { id: organizationId, name: organizationName, zone: rules.zone },
    now: formatInstant(clock()),
    expiresAt: session === null ? null : formatInstant(session.expiresAt),
  };
}
