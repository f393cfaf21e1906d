-- How messages and calls leave, by channel; and the stops that came back by them.

create table channels (
  organization_id uuid not null references organizations,
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  channel text not null check (channel in ('call', 'sms', 'email', 'whatsapp')),
  kind text not null check (kind in ('webhook', 'smtp', 'twilio', 'simulated')),
  -- Whether attempts of the channel go out through it. What comes in by it is taken either way: a STOP never depends on a switch.
  enabled boolean not null,
  concurrency_max integer not null check (concurrency_max between 1 and 1000),
  settings jsonb not null,
  -- Encrypted by the service (ADR 0013); the database never sees what is in it. Null: it has no secrets.
  sealed_secrets text,
  -- Which secrets there are, by name.
  secret_names text[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id)
);
comment on table channels is 'Channel configurations: how attempts of a channel are handed over, and by what their provider is recognized.';
create unique index channels_by_name on channels (organization_id, name);
comment on index channels_by_name is 'a name is used once; listing by name';
create unique index channels_in_use on channels (organization_id, channel) where enabled;
comment on index channels_in_use is 'a channel goes out through one configuration; finding it';

create table device_stops (
  organization_id uuid not null,
  id uuid not null,
  device_key text collate "C" not null,
  -- No foreign key: a stop stays in force when its configuration is gone.
  channel_id uuid,
  origin text not null check (origin in ('message', 'unsubscribe', 'provider')),
  stopped_at timestamptz not null,
  lifted_at timestamptz,
  primary key (organization_id, id)
);
comment on table device_stops is
  'Stops that came from a device itself. Each makes opt-outs and entries of its own, whatever else blocks the device, and lifting it lifts only those (S25).';
create unique index device_stops_in_force on device_stops (organization_id, device_key, origin) where lifted_at is null;
comment on index device_stops_in_force is 'a stop that comes twice is one; what a START lifts';

create table device_stop_parts (
  organization_id uuid not null,
  stop_id uuid not null,
  part text not null check (part in ('opt-out', 'entry')),
  part_id uuid not null,
  -- The list of an entry.
  list_id uuid,
  primary key (organization_id, stop_id, part, part_id),
  foreign key (organization_id, stop_id) references device_stops
);
comment on table device_stop_parts is 'What a stop made: opt-outs of contacts, or an entry of the own list where nobody had the device (S24).';

grant select, insert, update, delete on channels to tact_app;
grant select, insert on device_stops, device_stop_parts to tact_app;
grant update (lifted_at) on device_stops to tact_app;

do $$
declare
  one text;
begin
  foreach one in array array['channels', 'device_stops', 'device_stop_parts'] loop
    execute format('alter table %I enable row level security', one);
    execute format('alter table %I force row level security', one);
    execute format(
      'create policy own_organization on %I using (organization_id = (select nullif(current_setting(''tact.organization'', true), '''')::uuid))',
      one);
  end loop;
end
$$;
