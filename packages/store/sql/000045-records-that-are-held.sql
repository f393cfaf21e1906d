-- Screens filter the records of a list; those that are held are few.
create index contact_list_records_held on contact_list_records (organization_id, list_id, id) where status = 'held';
comment on index contact_list_records_held is 'listing and counting the records that are held';
