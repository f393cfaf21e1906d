-- Records that a treatment gives to somebody (seed A11, `Assign to group`), and the end of a table that nothing uses.

drop table queue;

alter table treatments
  drop constraint treatments_action_check,
  add constraint treatments_action_check check (action in
    ('none', 'redial', 'retry-in', 'retry-at', 'next-in-chain', 'next-in-chain-after', 'next-in-chain-at', 'assign')),
  -- To whom `assign` gives a record: a team, a person, an outbound list of another program.
  add column assignee text,
  add constraint treatments_assignee_check check ((action = 'assign') = (assignee is not null));

alter table queue_items
  -- Who has it now; null: the campaign itself.
  add column assignee text collate "C";
create index queue_items_assigned on queue_items (organization_id, assignee, id) where assignee is not null;
comment on index queue_items_assigned is 'the records that somebody was given';

create or replace function settle_queue_items(p_organization uuid, p_claim uuid, p_now timestamptz, p_settlements json) returns uuid[]
  language plpgsql volatile as
$$
declare
  v_settled uuid[] := '{}';
  v_end record;
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- In the order of their keys, so that two workers who settle the same items do not wait for each other in a circle.
  for v_end in
    select * from json_to_recordset(p_settlements) as s (
      id uuid, attempt_id uuid, state text, scheduled_at timestamptz, hand_over text, provider_reference text, device_position smallint,
      course jsonb, put_off integer, steps_back integer, code text, reason text, assignee text)
    order by s.id
  loop
    update queue_items q
      -- A result that came while the item was under way is treated next.
      set state = case when v_end.attempt_id is not null and q.result_at is not null then 'pending' else v_end.state end,
        scheduled_at = coalesce(case when v_end.attempt_id is not null and q.result_at is not null then p_now end, v_end.scheduled_at, q.scheduled_at),
        hand_over = coalesce(v_end.hand_over, q.hand_over),
        provider_reference = coalesce(v_end.provider_reference, q.provider_reference),
        device_position = v_end.device_position, course = v_end.course, put_off = v_end.put_off,
        step = q.step - v_end.steps_back,
        code = v_end.code, reason = v_end.reason, assignee = v_end.assignee,
        result_at = case when v_end.attempt_id is null then null else q.result_at end,
        result_call_result = case when v_end.attempt_id is null then null else q.result_call_result end,
        result_disposition = case when v_end.attempt_id is null then null else q.result_disposition end,
        claim_id = null, claimed_until = null, updated_at = p_now,
        finished_at = case when v_end.state = 'pending' or (v_end.attempt_id is not null and q.result_at is not null) then null else p_now end
      where q.organization_id = p_organization and q.id = v_end.id and case
        -- What the worker knows of a hand-over is the truth, also where its claim has run out meanwhile.
        when v_end.attempt_id is not null then q.attempt_id = v_end.attempt_id and q.hand_over in ('handing-over', 'unknown')
        else q.state = 'processing' and q.hand_over <> 'handing-over' and q.claim_id = p_claim
      end;
    if found then
      v_settled := v_settled || v_end.id;
    end if;
  end loop;
  return v_settled;
end
$$;
comment on function settle_queue_items is
  'Says what became of items: of those that were claimed, by the claim; of those that were handed over, by their attempt. Gives those that it changed.';
