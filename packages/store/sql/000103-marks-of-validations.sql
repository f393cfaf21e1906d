-- A mark is made only while the pre-dial validations are as they were when the worker looked for work (ADR 0028).

drop function mark_handing_over(uuid, uuid, integer, uuid, timestamptz, timestamptz, uuid[], uuid[], uuid[], smallint[]);

create function mark_handing_over(
  p_organization uuid, p_campaign uuid, p_version integer, p_validations_epoch bigint, p_claim uuid, p_now timestamptz, p_until timestamptz,
  p_ids uuid[], p_attempt_ids uuid[], p_decision_ids uuid[], p_device_positions smallint[]
) returns uuid[]
  language plpgsql volatile as
$$
declare
  v_marked uuid[] := '{}';
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- INVARIANT: a pause changes one of these rows. Either it is committed, and seen here; or it waits until this transaction has ended:
  -- once a pause is acknowledged, nothing more is marked, so nothing that was not under way is handed over.
  -- The same row is changed first of all by whoever changes a pre-dial validation, or what has picked one (ADR 0028): what was validated as it
  -- was before, or not at all, is not marked either.
  perform from organizations
    where organization_id = p_organization and not execution_paused and validations_epoch = p_validations_epoch
    for share;
  if not found then
    return '{}';
  end if;
  -- INVARIANT: what was worked out for a campaign as it was is not handed over once a change of it is acknowledged.
  perform from campaigns
    where organization_id = p_organization and id = p_campaign and version = p_version
      and status = 'active' and coalesce(ends_at > p_now, true)
    for share;
  if not found then
    return '{}';
  end if;
  -- Row by row, each by its key: joined in one statement it would be read by whatever index looked best when the table was empty.
  for v_place in 1 .. cardinality(p_ids) loop
    update queue_items
      set hand_over = 'handing-over', attempt_id = p_attempt_ids[v_place], decision_id = p_decision_ids[v_place],
        device_position = p_device_positions[v_place], attempt_device_position = p_device_positions[v_place], attempt_course = course,
        step = step + 1, put_off = 0, claimed_until = p_until, provider_reference = null,
        result_at = null, result_call_result = null, result_disposition = null,
        code = 'handing_over', reason = 'it is being handed over to the channel', updated_at = p_now
      where organization_id = p_organization and id = p_ids[v_place]
        -- INVARIANT: whoever lost its claim marks nothing, so no two workers hand over one item.
        and state = 'processing' and hand_over <> 'handing-over' and claim_id = p_claim and claimed_until > p_now and not held;
    if found then
      v_marked := v_marked || p_ids[v_place];
    end if;
  end loop;
  return v_marked;
end
$$;
comment on function mark_handing_over is
  'Says durably that items are about to be handed over, each under its attempt. Gives those that may be; the others are no longer the caller''s, or are paused, or their campaign or what validates it has changed.';

grant execute on function mark_handing_over(uuid, uuid, integer, bigint, uuid, timestamptz, timestamptz, uuid[], uuid[], uuid[], smallint[]) to tact_app;
