import type { FastifyRequest } from 'fastify';
import type { Principal } from '@tact/store';
import type { SignedIn } from './authentication.ts';
import { isHttpsOf } from './session-cookie.ts';

/** Who sends a request, as signing in looks at it. */
export interface Sender {
  /** Null on public routes. */
  readonly principal: Principal | null;
  /** Null: by a key, or nobody is signed in. */
  readonly signedIn: SignedIn | null;
  /** The network address: what a proxy that is trusted says, else whoever is connected. Behind a proxy that is not, all share its limit. */
  readonly networkAddress: string;
  /** Whether the browser speaks HTTPS, with us or with a proxy before us. Only the cookie hangs on it, and that the browser is told to stay with HTTPS. */
  readonly isHttps: boolean;
}

/** The sender of a request. */
export function senderOf(request: FastifyRequest): Sender {
  const { principal, signedIn, ip, headers } = request;
  return { principal, signedIn, networkAddress: ip, isHttps: isHttpsOf(headers) };
}
