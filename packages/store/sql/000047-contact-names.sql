-- Contacts are found by the beginning of their name, or of its last word, among a million. The columns fill themselves: a comparison of
-- columns is one that row-level security lets an index answer, and one of what a function makes of them is not.

alter table contacts add column name_lower text collate "C" generated always as (lower(name)) stored;
alter table contacts add column last_name_lower text collate "C"
  generated always as (regexp_replace(lower(name), '^.*\s', '')) stored;
comment on column contacts.name_lower is 'The name in lower case, to be searched by its beginning.';
comment on column contacts.last_name_lower is 'The last word of the name in lower case, to be searched by its beginning.';

create index contacts_by_name on contacts (organization_id, name_lower) where name_lower is not null;
comment on index contacts_by_name is 'contacts found by the beginning of their name';
create index contacts_by_last_name on contacts (organization_id, last_name_lower) where last_name_lower is not null;
comment on index contacts_by_last_name is 'contacts found by the beginning of the last word of their name';
