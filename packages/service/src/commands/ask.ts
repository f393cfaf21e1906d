import type { QuestionJson } from '@tact/api';
import type { AccountId, CampaignGroupId, ClientId, Instant } from '@tact/engine';
import { CommandError } from '../command-error.ts';
import { isTooLate, tooLate } from '../deciding/not-answered.ts';
import type { Answer, Answered, ContactNamed, Question, Refused } from '../deciding/question.ts';
import type { Caller, Parts } from './context.ts';
import { readInstant } from './read-values.ts';

/** Asks one question. The answer is recorded before it comes back; a refused question throws, and so does an answer about now that took too long. */
export async function ask(
  { decider, clock }: Parts,
  caller: Caller,
  question: QuestionJson,
  defaultAt: Instant | null,
): Promise<Answered> {
  const asked = questionOf(question, defaultAt, caller);
  const [answer] = await decider.ask(caller.organizationId, [asked], { record: true });
  const given = answered(answer);
  if (asked.at === null && isTooLate(given, clock())) throw tooLate();
  return given;
}

/** A question as the decider takes it. */
export function questionOf(
  json: QuestionJson,
  defaultAt: Instant | null,
  { knownAtEpoch }: Pick<Caller, 'knownAtEpoch'> = {},
): Question {
  const at = json.at === undefined || json.at === null ? defaultAt : readInstant(json.at, '/at');
  return {
    contact: contactNamed(json.contact),
    device: json.device ?? null,
    channel: json.channel,
    accountId: (json.accountId ?? null) as AccountId | null,
    campaignGroupId: (json.campaignGroupId ?? null) as CampaignGroupId | null,
    attributes: json.attributes ?? {},
    at,
    ...(knownAtEpoch === undefined ? {} : { askedAtEpoch: knownAtEpoch }),
  };
}

/** The answer, or the refusal as an error. */
export function answered(answer: Answer | undefined): Answered {
  if (answer === undefined) throw new Error('the decider left a question out');
  if (!answer.answered) throw refusal(answer);
  return answer;
}

/** A refused question as an error with the same code. */
export function refusal({ code, sentence, path }: Refused): CommandError {
  return new CommandError(code, sentence, { path });
}

function contactNamed(contact: QuestionJson['contact']): ContactNamed {
  if ('id' in contact) return { by: 'id', id: contact.id };
  const clientId = contact.clientId as ClientId;
  if (!('devices' in contact)) return { by: 'clientId', clientId };
  return {
    by: 'inline',
    clientId,
    zone: contact.zone ?? null,
    country: contact.country ?? null,
    region: contact.region ?? null,
    postalCode: contact.postalCode ?? null,
    devices: contact.devices.map(({ address, type = 'unknown' }) => ({ address, type })),
    attributes: contact.attributes ?? {},
  };
}
