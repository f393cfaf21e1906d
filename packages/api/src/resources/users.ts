import { Type, type Static } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { BODY_ERRORS, REPEAT_ERRORS } from '../errors.ts';
import { ROLES } from '../permissions.ts';
import {
  idParams,
  idSchema,
  instantSchema,
  nullable,
  oneOf,
  pageOf,
  pageQueryFields,
  strictObject,
} from '../schema-parts.ts';

const userFields = {
  id: idSchema,
  email: Type.String(),
  role: oneOf(ROLES),
  state: oneOf(['active', 'invited', 'disabled'], '`invited`: no password yet; `disabled`: may not sign in.'),
  invitationExpiresAt: nullable(instantSchema),
  createdAt: instantSchema,
};

/** A person who administers, operates or analyses. */
export const userSchema = strictObject(userFields, { title: 'User' });

/** An address that an invitation can be sent to; kept in small letters. */
export const emailSchema = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^\\s@]{1,64}@[^\\s@]{1,189}$',
  description: 'An e-mail address; nobody else of the organization has it.',
});

const newUserSchema = strictObject({ email: emailSchema, role: oneOf(ROLES) }, { title: 'NewUser' });
/** A user as he or she is invited. */
export type NewUserJson = Static<typeof newUserSchema>;

const userChangeSchema = strictObject(
  {
    role: Type.Optional(oneOf(ROLES)),
    disabled: Type.Optional(Type.Boolean({ description: 'True: may not sign in until it is false again.' })),
  },
  { title: 'UserChange', description: 'Either ends all of the user’s sessions at once.' },
);
/** A change of a user: fields that are left out stay. */
export type UserChangeJson = Static<typeof userChangeSchema>;

const invitedUserSchema = strictObject(
  {
    ...userFields,
    invitation: nullable(
      Type.String({
        description:
          'The token of the invitation: `/accept/TOKEN` of the web admin sets a password with it. Kept nowhere; null where this answers a repeated request.',
      }),
    ),
  },
  { title: 'InvitedUser' },
);

/** The routes of users (seed B1). */
export const userEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/api/v1/users',
    summary: 'List users',
    scope: 'users:read',
    query: strictObject(pageQueryFields),
    answers: { 200: pageOf(userSchema, 'UserPage') },
    errors: ['cursor_invalid'],
  }),
  invite: endpoint({
    method: 'POST',
    path: '/api/v1/users',
    summary: 'Invite a user',
    description:
      'The token of the invitation is shown this once; hand it over as a link. It is good for seven days. The role can have no scope that the caller lacks.',
    scope: 'users:write',
    body: newUserSchema,
    example: { email: 'ada@example.com', role: 'analyst' },
    answers: { 201: invitedUserSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'name_taken', 'scope_beyond_caller'],
  }),
  inviteAgain: endpoint({
    method: 'POST',
    path: '/api/v1/users/{id}/invitation',
    summary: 'Invite a user again',
    description:
      'For an invitation that was lost, or a password that was forgotten. Invitations before it are worth nothing; a password goes on until the new one is set. The role of the user can have no scope that the caller lacks.',
    scope: 'users:write',
    params: idParams,
    answers: { 201: invitedUserSchema },
    errors: [...REPEAT_ERRORS, 'not_found', 'scope_beyond_caller'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/api/v1/users/{id}',
    summary: 'Change what a user may do',
    description: 'Neither the role so far nor the new one can have a scope that the caller lacks.',
    scope: 'users:write',
    params: idParams,
    body: userChangeSchema,
    example: { role: 'operator' },
    answers: { 200: userSchema },
    errors: [...BODY_ERRORS, ...REPEAT_ERRORS, 'not_found', 'last_administrator', 'scope_beyond_caller'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/api/v1/users/{id}',
    summary: 'Remove a user',
    description:
      'Ends the user’s sessions at once. What the user did stays in the audit log. The role of the user can have no scope that the caller lacks.',
    scope: 'users:write',
    params: idParams,
    answers: { 204: null },
    errors: [...REPEAT_ERRORS, 'not_found', 'last_administrator', 'scope_beyond_caller'],
  }),
};
