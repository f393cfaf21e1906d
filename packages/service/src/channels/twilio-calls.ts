import { goesOnFor, needsDetection, USUAL_DELIVERY, type Answerer } from './call-delivery.ts';
import { ANSWER_URL_LENGTH_MAX, type CallPlan } from './call-plan.ts';
import type { Dispatch, HandOver } from './channel-adapter.ts';
import { CREDENTIALS_RETRY_MS, refused } from './provider.ts';
import type { TwilioSettings } from './twilio-provider.ts';
import { goOnTwiml } from './twiml.ts';

/** What tells the provider what a call is to do: instructions at once, or where to ask for them once it is known who answered. */
export type CallInstructions =
  | { readonly twiml: string }
  | {
      readonly url: string;
      readonly method: 'POST';
      /** The same again where the first request failed: a person does not hear that an application has failed. */
      readonly fallbackUrl: string;
      readonly fallbackMethod: 'POST';
      readonly machineDetection: 'Enable' | 'DetectMessageEnd';
    };

/**
 * What a call does when it is answered (seed A11, delivery); or why it is not made. Who answers is detected only where it makes a difference. A machine
 * that is delivered is waited for to the end of its greeting, so that the whole message is on it.
 */
export function callInstructions(
  { detectMachines, from }: Pick<TwilioSettings, 'detectMachines' | 'from'>,
  answerUrlOf: ((plan: CallPlan) => string) | null,
  { permit: { attemptId }, message: { text }, delivery: given }: Dispatch,
): CallInstructions | Extract<HandOver, { readonly state: 'refused' }> {
  const delivery = given ?? USUAL_DELIVERY;
  if (text === '' && delivery.personTo === null)
    return refused(
      'nothing_to_say',
      'the call has nothing to say and puts nobody through; give its campaign a message template, or a destination for people',
    );
  const person = goesOnFor(delivery, 'person', text);
  if (!detectMachines || !needsDetection(delivery)) return { twiml: goOnTwiml(person, from) };
  if (answerUrlOf === null)
    return refused(
      'public_address_missing',
      'the provider cannot ask what to do when somebody answers; set `TACT_PUBLIC_URL`',
      CREDENTIALS_RETRY_MS,
    );
  const url = answerUrlOf({ attemptId, text, delivery });
  if (url.length > ANSWER_URL_LENGTH_MAX)
    return refused('message_too_long', 'the message is too long to be said in a call; shorten its template');
  return {
    url,
    method: 'POST',
    fallbackUrl: url,
    fallbackMethod: 'POST',
    machineDetection: delivery.answeringMachine.deliver ? 'DetectMessageEnd' : 'Enable',
  };
}

/** Who answered, as the provider's `AnsweredBy` says. INVARIANT: what cannot be read is a person, who is always delivered. */
export function answererOf(answeredBy: string | null): Answerer {
  if (answeredBy?.startsWith('machine') === true) return 'answeringMachine';
  switch (answeredBy) {
    case 'fax':
      return 'fax';
    case 'unknown':
      return 'silence';
    default:
      return 'person';
  }
}
