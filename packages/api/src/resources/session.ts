import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { API_LIMITS } from '../limits.ts';
import { ROLES, SCOPES } from '../permissions.ts';
import { idSchema, instantSchema, nullable, oneOf, strictObject, text } from '../schema-parts.ts';
import type { ReadonlyDeep } from '../readonly-deep.ts';
import { emailSchema } from './users.ts';

/** How sessions and invitations are bounded. */
export const SESSION_RULES = {
  /** A browser in which nobody works is signed out: a longer lunch, not a night. */
  idleMsMax: 2 * 3_600_000,
  /** One working day, with overtime. */
  lastsMsMax: 14 * 3_600_000,
  /** Long enough for a week of leave. */
  invitationMsMax: 7 * 24 * 3_600_000,
} as const;

const passwordSchema = Type.String({ minLength: 1, maxLength: API_LIMITS.passwordLengthMax });

const credentialsSchema = strictObject(
  { email: Type.String({ minLength: 1, maxLength: 254 }), password: passwordSchema },
  { title: 'Credentials' },
);
/** What somebody signs in with. */
export type CredentialsJson = Static<typeof credentialsSchema>;

/** Who asks, and for whom. */
export const sessionSchema = strictObject(
  {
    kind: oneOf(['user', 'api-key']),
    id: idSchema,
    name: Type.String({ description: 'The e-mail address of a user, the name of a key.' }),
    role: oneOf(ROLES),
    scopes: Type.Array(oneOf(SCOPES), { description: 'All that the caller may do.' }),
    organization: strictObject({ id: idSchema, name: Type.String(), zone: Type.String() }),
    now: instantSchema,
    expiresAt: nullable(instantSchema),
  },
  { title: 'Session' },
);
/** Who asks, and for whom. */
export type SessionJson = ReadonlyDeep<Static<typeof sessionSchema>>;

const invitationParams = strictObject({ token: text(100) });

/** The routes of signing in and out. Sign-in answers with a cookie; programs use API keys. */
export const sessionEndpoints = {
  get: endpoint({
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Tell who asks',
    scope: 'signed-in',
    answers: { 200: sessionSchema },
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Sign in',
    description:
      'Sets the cookie `tact_session`, over HTTPS `__Host-tact_session`. Failed sign-ins are counted by address and by network address; too many are refused for a while.',
    scope: 'public',
    ownPagesOnly: true,
    body: credentialsSchema,
    bodyHoldsSecrets: true,
    example: { email: 'ada@example.com', password: 'a long sentence that nobody guesses' },
    answers: { 200: sessionSchema },
    errors: [...BODY_ERRORS, 'sign_in_failed', 'sign_ins_too_many', 'foreign_page'],
  }),
  signOut: endpoint({
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'Sign out',
    scope: 'signed-in',
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'session_missing'],
  }),
  setPassword: endpoint({
    method: 'POST',
    path: '/api/v1/session/password',
    summary: 'Set another password',
    description: 'Ends the other sessions of the user.',
    scope: 'signed-in',
    body: strictObject(
      { password: passwordSchema, newPassword: passwordSchema },
      { title: 'PasswordChange' },
    ),
    bodyHoldsSecrets: true,
    example: { password: 'the one so far, as it is typed', newPassword: 'a longer one, as it will be' },
    answers: { 204: null },
    errors: [
      ...BODY_ERRORS,
      ...REPEAT_ERRORS,
      'session_missing',
      'sign_in_failed',
      'sign_ins_too_many',
      'password_unsuitable',
    ],
  }),
  getInvitation: endpoint({
    method: 'GET',
    path: '/api/v1/invitations/{token}',
    summary: 'Tell whom an invitation is for',
    scope: 'public',
    params: invitationParams,
    answers: {
      200: strictObject(
        { email: emailSchema, role: oneOf(ROLES), organization: Type.String(), expiresAt: instantSchema },
        { title: 'Invitation' },
      ),
    },
    errors: ['invitation_invalid'],
  }),
  acceptInvitation: endpoint({
    method: 'POST',
    path: '/api/v1/invitations/{token}/accept',
    summary: 'Accept an invitation by setting a password',
    description: 'Signs in at once. The invitation is used up.',
    scope: 'public',
    ownPagesOnly: true,
    params: invitationParams,
    body: strictObject({ password: passwordSchema }, { title: 'NewPassword' }),
    bodyHoldsSecrets: true,
    example: { password: 'a long sentence that nobody guesses' },
    answers: { 200: sessionSchema },
    errors: [...BODY_ERRORS, 'invitation_invalid', 'password_unsuitable', 'foreign_page'],
  }),
};
