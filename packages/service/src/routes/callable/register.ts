import { endpoints } from '@tact/api';
import { formatInstant, verdictJson, type CampaignGroupId } from '@tact/engine';
import { callableAreas, type CallableArea } from '../../commands/callable-areas.ts';
import type { Parts } from '../../commands/context.ts';
import { readInstant } from '../../commands/read-values.ts';
import { answer, type Router } from '../../http/router.ts';
import { instantOrNull } from '../instant-json.ts';

/** Registers the route of what is callable now. */
export function registerCallable({ route }: Router, parts: Parts): void {
  route(endpoints.callable.find, async ({ query, caller }) => {
    const { of = 'regions', campaignId = null, campaignGroupId = null, channel = 'call' } = query;
    const at = query.at === undefined ? null : readInstant(query.at, '/at');
    const group = campaignGroupId as CampaignGroupId | null;
    const found = await callableAreas(parts, caller, { of, campaignId, campaignGroupId: group, channel, at });
    return answer(200, {
      at: formatInstant(found.at),
      until: formatInstant(found.until),
      areas: found.areas.map(areaJson),
      leftOut: found.leftOut,
      contactsElsewhere: found.contactsElsewhere,
    });
  });
}

function areaJson({ code, country, name, zones, state, changesAt, windows, closed, contacts }: CallableArea) {
  return {
    code,
    country,
    name,
    zones,
    state,
    changesAt: instantOrNull(changesAt),
    open: windows.spans.map(({ from, until }) => ({
      from: formatInstant(from),
      until: formatInstant(until),
    })),
    closed: closed.map(({ from, until, deciding }) => {
      const { rule, sentence } = verdictJson(deciding);
      return { from: formatInstant(from), until: formatInstant(until), rule, sentence };
    }),
    unknownFrom: instantOrNull(windows.unknownFrom),
    contacts,
  };
}
