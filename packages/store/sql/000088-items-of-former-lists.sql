-- A campaign keeps its contact list from its first record in the queue on. Before, it could get another one, and what waited of the former list
-- was contacted all the same; it is skipped, also where a worker had claimed it, or where its record is held. Row-level security is forced on the owner, too, but for this.

alter table queue_items no force row level security;
alter table contact_list_records no force row level security;
alter table campaigns no force row level security;
update queue_items q
  set state = 'skipped', code = 'list_changed', reason = 'its campaign was given another contact list before its turn came', course = null,
      claim_id = null, claimed_until = null, finished_at = now(), updated_at = now()
  from campaigns c, contact_list_records r
  where c.organization_id = q.organization_id and c.id = q.campaign_id
    and r.organization_id = q.organization_id and r.id = q.record_id
    and r.list_id <> c.contact_list_id
    and (q.state = 'pending' or (q.state = 'processing' and q.hand_over <> 'handing-over') or q.code = 'record_held');
alter table campaigns force row level security;
alter table contact_list_records force row level security;
alter table queue_items force row level security;
