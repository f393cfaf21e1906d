import { escapedMarkup } from '../escaped-markup.ts';
import type { GoesOn } from './call-delivery.ts';

/** The XML by which a Twilio-compatible provider is told what to do. */
export function sayTwiml(text: string): string {
  return `${HEAD}<Response><Say>${escaped(text)}</Say></Response>`;
}

/** Says the text, if there is one, and puts the call through; hangs up where it does not go on (null). `callerId` is what the other side sees. */
export function goOnTwiml(goesOn: GoesOn | null, callerId: string | null): string {
  if (goesOn === null) return `${HEAD}<Response><Hangup/></Response>`;
  const { text, to } = goesOn;
  const said = text === '' ? '' : `<Say>${escaped(text)}</Say>`;
  return `${HEAD}<Response>${said}${to === null ? '' : putThrough(to, callerId)}</Response>`;
}

function putThrough(to: string, callerId: string | null): string {
  if (to.startsWith('https:')) return `<Redirect method="POST">${escaped(to)}</Redirect>`;
  const shown = callerId === null ? '' : ` callerId="${escaped(callerId)}"`;
  const where = /^sips?:/.test(to) ? `<Sip>${escaped(to)}</Sip>` : `<Number>${escaped(to)}</Number>`;
  return `<Dial${shown}>${where}</Dial>`;
}

/** Answers a message with a text. */
export function replyTwiml(text: string): string {
  return `${HEAD}<Response><Message>${escaped(text)}</Message></Response>`;
}

/** Does nothing. */
export const NOTHING_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** Does not take a call. */
export const REJECT_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Reject/></Response>';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

function escaped(text: string): string {
  // Control characters cannot stand in XML at all.
  return escapedMarkup(text.replaceAll(/[^\P{Cc}\t\n\r]/gu, ''));
}
