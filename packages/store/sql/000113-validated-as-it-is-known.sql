-- What a worker knows of a campaign may be a minute old where services outside are asked: it says what it knows, and nothing follows from what is no longer so (ADR 0028).

create function is_as_known(
  p_organization uuid, p_campaign uuid, p_version integer, p_validations_epoch bigint, p_organization_version integer, p_template_version integer,
  p_now timestamptz
) returns boolean
  language plpgsql volatile as
$$
begin
  perform set_config('tact.organization', p_organization::text, true);
  return exists (
    select from campaigns c
    join organizations o on o.organization_id = c.organization_id
    left join message_templates t on t.organization_id = c.organization_id and t.id = c.message_template_id
    where c.organization_id = p_organization and c.id = p_campaign and c.version = p_version
      and o.version = p_organization_version and o.validations_epoch = p_validations_epoch and not o.execution_paused
      and t.version is not distinct from p_template_version
      and not exists (
        select from pacing p
        where p.organization_id = p_organization and p.scope in ('campaign:' || p_campaign, 'channel:' || c.channel) and p.not_before > p_now));
end
$$;
comment on function is_as_known is
  'Whether a campaign, what validates it, its message and its organization are as a worker knows them, and nothing is paused or held back.';

create function settle_items_as_known(
  p_organization uuid, p_campaign uuid, p_version integer, p_validations_epoch bigint, p_claim uuid, p_now timestamptz, p_settlements json
) returns uuid[]
  language plpgsql volatile as
$$
begin
  perform set_config('tact.organization', p_organization::text, true);
  -- INVARIANT: locked as a mark locks them. Once a change of what validates is acknowledged, no answer of before it is acted on.
  perform from organizations where organization_id = p_organization and validations_epoch = p_validations_epoch for share;
  if not found then
    return null;
  end if;
  perform from campaigns where organization_id = p_organization and id = p_campaign and version = p_version for share;
  if not found then
    return null;
  end if;
  return settle_queue_items(p_organization, p_claim, p_now, p_settlements);
end
$$;
comment on function settle_items_as_known is
  'As settle_queue_items, of what follows from a pre-dial validation; null, and nothing changed, where the campaign or what validates it is not as the worker knows it.';

grant execute on function is_as_known(uuid, uuid, integer, bigint, integer, integer, timestamptz) to tact_app;
grant execute on function settle_items_as_known(uuid, uuid, integer, bigint, uuid, timestamptz, json) to tact_app;
