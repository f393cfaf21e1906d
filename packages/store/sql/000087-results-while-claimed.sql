-- A result that comes while a worker has its item, but hands nothing over yet, is treated before anybody is contacted again.

create or replace function note_result_of_item(
  p_organization uuid, p_attempt uuid, p_call_result text, p_disposition text, p_known_at timestamptz
) returns void
  language plpgsql volatile as
$$
begin
  -- What is being handed over stays so, and so does what is held; everything else is due again, unless its campaign is over. INVARIANT: it is
  -- taken away from whoever only claimed it, without this result: its worker then marks nothing, and settles nothing.
  update queue_items q
    set result_at = p_known_at, result_call_result = p_call_result, result_disposition = p_disposition, times_out_at = null,
      state = case when q.hand_over = 'handing-over' or q.held then q.state else 'pending' end,
      claim_id = case when q.hand_over = 'handing-over' then q.claim_id end,
      claimed_until = case when q.hand_over = 'handing-over' then q.claimed_until end,
      scheduled_at = case when q.hand_over = 'handing-over' then q.scheduled_at else p_known_at end,
      comes_first_at = case when q.hand_over = 'handing-over' then q.comes_first_at else p_known_at end,
      code = case when q.hand_over = 'handing-over' or q.held then q.code else 'result_reported' end,
      reason = case when q.hand_over = 'handing-over' or q.held then q.reason
        else 'its result was reported; what follows from it is worked out next' end,
      updated_at = p_known_at, finished_at = case when q.hand_over = 'handing-over' or q.held then q.finished_at end
    from (
      select i.id from queue_items i
      cross join lateral (
        select from campaigns c where c.organization_id = p_organization and c.id = i.campaign_id and c.status <> 'completed' offset 0
      ) as c
      where i.organization_id = p_organization and i.attempt_id = p_attempt
    ) as open
    where q.organization_id = p_organization and q.id = open.id and q.attempt_id = p_attempt
      and (q.state <> 'skipped' or (q.held and q.code = 'record_held'));
end
$$;
