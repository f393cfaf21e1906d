import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { texts } from '../../texts/screen-texts.ts';
import { CAMPAIGN_GROUPS } from '../campaign-objects/object-kind.ts';
import { weekInWords } from '../rules/place-words.ts';
import type { StoredCampaign } from './campaign-kind.ts';
import { useSpan } from './campaign-list.tsx';
import { deliveryInWords } from './delivery-field.tsx';

const WORDS = texts.campaigns;

/** What a campaign is made of, each with the way to it. */
export function CampaignFacts({ campaign }: { readonly campaign: StoredCampaign }) {
  const { campaignGroupId, contactListId, messageTemplateId, channel, language } = campaign;
  const { delivery, treatmentScript, hours } = campaign;
  const { devicePositions, enqueues, dispatchesPerMinuteMax, concurrencyMax, weight } = campaign;
  const span = useSpan();
  const group = useName(['campaign-groups', campaignGroupId], () => CAMPAIGN_GROUPS.get(campaignGroupId));
  const list = useName(['contact-lists', contactListId], () =>
    client.contactLists.get({ params: { id: contactListId } }),
  );
  const template = useName(
    ['message-templates', messageTemplateId],
    () => client.messageTemplates.get({ params: { id: messageTemplateId ?? '' } }),
    messageTemplateId !== null,
  );
  const facts: readonly (readonly [string, ReactNode])[] = [
    [WORDS.channel, texts.channels[channel]],
    [WORDS.dates, span(campaign)],
    [WORDS.group, <Go key="group" to={`/campaign-groups/${campaignGroupId}`} name={group} />],
    [WORDS.list, <Go key="list" to={`/contact-lists/${contactListId}`} name={list} />],
    [
      WORDS.template,
      messageTemplateId === null ? (
        WORDS.templateNone
      ) : (
        <Go key="template" to={`/message-templates/${messageTemplateId}`} name={template} />
      ),
    ],
    [texts.objects.hours, hours === null ? texts.objects.hoursNone : weekInWords(hours)],
    [WORDS.language, language ?? texts.states.any],
    ...(channel === 'call' ? [[WORDS.delivery.title, deliveryInWords(delivery)] as const] : []),
    ...(treatmentScript === null ? [] : [[WORDS.script.label, WORDS.script.holds] as const]),
    [WORDS.devices, devicePositions.join(', ')],
    [WORDS.enqueues, WORDS.enqueuesWays[enqueues]],
    [WORDS.perMinute, dispatchesPerMinuteMax ?? texts.states.any],
    [WORDS.concurrency, concurrencyMax ?? texts.states.any],
    [WORDS.weight, weight],
  ];
  return (
    <dl className="facts">
      {facts.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Go({ to, name }: { readonly to: string; readonly name: string }) {
  return (
    <Link className="link" to={to}>
      {name}
    </Link>
  );
}

/** The name of something that is read; what is gone says so. */
function useName(
  queryKey: readonly (string | null)[],
  read: () => Promise<{ readonly name: string }>,
  isEnabled = true,
): string {
  const { data, error } = useQuery({ queryKey, queryFn: read, enabled: isEnabled });
  return error === null ? (data?.name ?? '') : WORDS.missing;
}
