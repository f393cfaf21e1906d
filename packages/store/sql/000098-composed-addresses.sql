-- An e-mail address has one key, however its accents are written: composed (NFC). Keys from before are composed here. Attempts and decisions are
-- sealed and keep the key that they were made with. Numbers and client ids stay as they are. Row-level security is forced on the owner, too, but for this.

alter table devices no force row level security;
alter table opt_outs no force row level security;
alter table opt_out_devices no force row level security;
alter table device_stops no force row level security;
alter table suppression_lists no force row level security;
alter table suppression_entries no force row level security;

-- Of the addresses of a contact that are one and the same, the first stays.
delete from devices d
  using devices e
  where e.organization_id = d.organization_id and e.contact_id = d.contact_id and e.position < d.position
    and d.device_key like '%@%' and normalize(e.device_key, nfc) = normalize(d.device_key, nfc);
update devices set device_key = normalize(device_key, nfc) where device_key is not nfc normalized;

insert into opt_out_devices (organization_id, opt_out_id, device_key)
  select organization_id, opt_out_id, normalize(device_key, nfc) from opt_out_devices where device_key is not nfc normalized
  on conflict do nothing;
delete from opt_out_devices where device_key is not nfc normalized;

-- Of two stops in force of one address, both keep what they stop; the later one stays under its old key.
update device_stops s set device_key = normalize(s.device_key, nfc)
  where s.device_key is not nfc normalized
    and (s.lifted_at is not null or not exists (
      select from device_stops o
      where o.organization_id = s.organization_id and o.origin = s.origin and o.lifted_at is null and o.id <> s.id
        and normalize(o.device_key, nfc) = normalize(s.device_key, nfc)
        and (o.device_key is nfc normalized or o.id < s.id)));

update suppression_entries e set value = normalize(e.value, nfc)
  from suppression_lists l
  where l.organization_id = e.organization_id and l.id = e.list_id and l.type = 'device' and e.value is not nfc normalized;

alter table suppression_entries force row level security;
alter table suppression_lists force row level security;
alter table device_stops force row level security;
alter table opt_out_devices force row level security;
alter table opt_outs force row level security;
alter table devices force row level security;
