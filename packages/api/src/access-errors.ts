import { kind } from './error-kind.ts';
import { API_LIMITS } from './limits.ts';

/** Errors about who asks, and whether they may. */
export const ACCESS_ERRORS = {
  api_key_missing: kind(
    401,
    'no API key',
    'send it as `X-API-Key: tact_…` or `Authorization: Bearer tact_…`',
  ),
  api_key_unknown: kind(
    401,
    'the API key is not known',
    'check for a cut or altered key, or have a new one made',
  ),
  api_key_expired: kind(401, 'the API key has expired', 'have a new one made'),
  api_key_revoked: kind(401, 'the API key has been revoked', 'have a new one made'),
  sign_in_failed: kind(
    401,
    'the e-mail address or the password is not right',
    'try again, or have an administrator invite you anew',
  ),
  sign_ins_too_many: kind(429, 'too many sign-ins failed', 'wait as many seconds as `Retry-After` says'),
  session_ended: kind(401, 'the session has ended', 'sign in again'),
  session_missing: kind(403, 'only a signed-in person can do that', 'sign in; an API key has no password'),
  foreign_page: kind(
    403,
    'the request comes from a page of another site',
    'send it from our own pages, with the header `X-Tact-Request: 1`',
  ),
  invitation_invalid: kind(
    404,
    'the invitation is not known, was used, or has expired',
    'have an administrator invite you anew',
  ),
  password_unsuitable: kind(
    422,
    'the password cannot be used',
    `choose one of ${API_LIMITS.passwordLengthMin} to ${API_LIMITS.passwordLengthMax} characters`,
  ),
  role_insufficient: kind(403, 'the role of this key may not do that', 'use a key whose role may'),
  scope_missing: kind(
    403,
    'this key lacks the scope',
    'use a key that has it, or one without a list of scopes',
  ),
  scope_beyond_caller: kind(
    403,
    'nobody hands out, or changes, more than what one may do oneself',
    'use a key that has every scope of the role or the key, or have an administrator do it',
  ),

  signature_invalid: kind(
    403,
    'it is not signed by the provider of this channel, or not any more',
    'sign it with the secret of the channel, at the address and the time of sending',
  ),
} as const;
