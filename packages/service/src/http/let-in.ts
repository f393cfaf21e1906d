import { permissionProblem, rolesWith, type Endpoint, type Scope } from '@tact/api';
import type { Principal } from '@tact/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CommandError } from '../command-error.ts';
import { AskerUnsure, DecidingError } from '../deciding/decider.ts';
import type { Authentication } from './authentication.ts';
import { assertOwnPage } from './own-page.ts';

/** What finds out who asks. */
export interface LettingInParts {
  readonly authentication: Authentication;
}

/** Finds out who asks, and whether they may. */
export async function letIn(
  { authentication }: LettingInParts,
  endpoint: Endpoint,
  request: FastifyRequest,
): Promise<void> {
  const { scope, method } = endpoint;
  if (endpoint.ownPagesOnly === true) assertOwnPage(request.headers);
  if (scope === 'public') return;
  const found = await authentication.authenticate(request.headers, method);
  request.principal = found.principal;
  request.signedIn = found.signedIn;
  request.letInAtMs = performance.now();
  if (scope !== 'signed-in') assertPermitted(found.principal, scope);
}

/** For how long somebody who was let in, and has sent all or gets a stream, is not looked up again, milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** Before a request is carried out: finds out anew who asks where its body took its time. By a remembered key the commit looks. */
export async function letInAgain(
  parts: LettingInParts,
  endpoint: Endpoint,
  request: FastifyRequest,
): Promise<void> {
  if (request.knownAtEpoch !== null || performance.now() - request.letInAtMs < LOOK_AGAIN_MS) return;
  await letIn(parts, endpoint, request);
}

/** The parts of a stream for as long as whoever asked may have them. Fails where a key was revoked, a session has ended or a right is gone since. */
export async function* whileIn<Part>(
  { authentication }: LettingInParts,
  { scope }: Endpoint,
  { headers }: FastifyRequest,
  parts: AsyncIterable<Part>,
): AsyncGenerator<Part> {
  let lookedAtMs = performance.now();
  for await (const part of parts) {
    if (scope !== 'public' && performance.now() - lookedAtMs >= LOOK_AGAIN_MS) {
      const { principal } = await authentication.authenticateAgain(headers);
      if (scope !== 'signed-in') assertPermitted(principal, scope);
      lookedAtMs = performance.now();
    }
    yield part;
  }
}

/** Lets somebody in by a remembered key. What is claimed or streamed before anything is committed needs a key that was looked up. */
export function isRemembered(
  { authentication }: LettingInParts,
  { scope }: Endpoint,
  request: FastifyRequest,
): boolean {
  const { headers } = request;
  if (
    headers['idempotency-key'] !== undefined ||
    headers['content-type']?.startsWith('application/json') !== true
  )
    return false;
  const remembered = authentication.remember(headers);
  if (remembered === undefined || scope === 'public' || scope === 'signed-in') return false;
  if (permissionProblem(remembered.principal, scope) !== undefined) return false;
  request.principal = remembered.principal;
  request.knownAtEpoch = remembered.rulesetEpoch;
  return true;
}

/** Answers by a remembered key, and looks it up where the answer does not rest on a commit. */
export async function surely(
  parts: LettingInParts,
  endpoint: Endpoint,
  request: FastifyRequest,
  answered: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await answered();
  } catch (error) {
    // That too many wait is told to anybody; a look-up more would make it worse.
    if (request.knownAtEpoch === null || (error instanceof DecidingError && error.code === 'overloaded'))
      throw error;
    request.knownAtEpoch = null;
    await letIn(parts, endpoint, request);
    if (!(error instanceof AskerUnsure)) throw error;
    return answered();
  }
}

/** Throws where somebody has not the scope, by their role or by their key. */
export function assertPermitted(principal: Principal, scope: Scope): void {
  const problem = permissionProblem(principal, scope);
  if (problem === undefined) return;
  const sentence =
    problem === 'role_insufficient'
      ? `the role \`${principal.role}\` may not do that; it takes one of ${rolesWith(scope).join(', ')}`
      : `the key lacks the scope \`${scope}\`; use one that has it`;
  throw new CommandError(problem, sentence);
}
