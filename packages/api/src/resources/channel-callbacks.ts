import { Type, type Static } from 'typebox';
import { strictObject, text } from '../schema-parts.ts';

/** What a webhook of one's own posts when somebody wrote. `id` is its own, given once for each message. */
export const inboundMessageSchema = strictObject({
  type: Type.Literal('message'),
  id: text(200),
  from: text(254),
  text: Type.String({ maxLength: 20_000 }),
});
/** A message that came in. */
export type InboundMessageJson = Static<typeof inboundMessageSchema>;

/** What it posts when somebody called. */
export const inboundCallSchema = strictObject({
  type: Type.Literal('call'),
  id: text(200),
  from: text(254),
  callResult: Type.Optional(text(64)),
});
/** A call that came in. */
export type InboundCallJson = Static<typeof inboundCallSchema>;

/** What it posts when it knows what became of an attempt. */
export const deliveryStatusSchema = strictObject({
  type: Type.Literal('status'),
  attemptId: text(64),
  callResult: text(64, 'A call result such as `No Answer`; `Answer` where a message was delivered.'),
});
/** What became of an attempt. */
export type DeliveryStatusJson = Static<typeof deliveryStatusSchema>;
