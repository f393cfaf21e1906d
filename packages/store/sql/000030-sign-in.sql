-- People sign in: invitations, and sessions that can be ended. Of a session's token and of an invitation's only the SHA-256 is kept;
-- whoever knows the token may look at its row before the organization is known, as with API keys.

-- An invited user has no password yet; one whose access is withdrawn keeps the row, because the audit log names it.
alter table users alter column password_hash drop not null;
alter table users add column disabled_at timestamptz;
alter table users add column invitation_hash text;
alter table users add column invitation_expires_at timestamptz;
create index users_by_address on users (lower(email));
comment on index users_by_address is 'sign-in: the lookup that does not know the organization yet';
create index users_by_invitation on users (invitation_hash) where invitation_hash is not null;
comment on index users_by_invitation is 'accepting an invitation: the lookup that does not know the organization yet; the hash is the secret';

create table sessions (
  organization_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_hash text not null,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (organization_id, id),
  foreign key (organization_id, user_id) references users on delete cascade
);
comment on table sessions is 'Who is signed in. A session is deleted when it ends; an old one that nobody ended is swept at the next sign-in.';
create index sessions_by_token on sessions (token_hash);
comment on index sessions_by_token is 'authentication: the lookup that does not know the organization yet; the hash is the secret';
create index sessions_by_user on sessions (organization_id, user_id);
comment on index sessions_by_user is 'ending all sessions of a user, and the foreign key';

grant select, insert, update, delete on sessions to tact_app;
alter table sessions enable row level security;
alter table sessions force row level security;
create policy own_organization on sessions using (organization_id = (select nullif(current_setting('tact.organization', true), '')::uuid));

create policy by_token on sessions for select
  using (token_hash = (select nullif(current_setting('tact.session_hash', true), '')));
create policy by_address on users for select
  using (lower(email) = (select nullif(current_setting('tact.sign_in_address', true), '')));
create policy by_invitation on users for select
  using (invitation_hash = (select nullif(current_setting('tact.invitation_hash', true), '')));
