/** The XML by which a Twilio-compatible provider is told what to do. */
export function sayTwiml(text: string): string {
  return `${HEAD}<Response><Say>${escaped(text)}</Say></Response>`;
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

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escaped(text: string): string {
  // Control characters cannot stand in XML at all.
  return text.replaceAll(/[^\P{Cc}\t\n\r]/gu, '').replaceAll(/[&<>"']/g, (one) => ENTITIES[one] ?? '');
}
