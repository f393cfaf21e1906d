import { Type, type Static } from 'typebox';
import { nullable, strictObject, text } from '../schema-parts.ts';

const destination = (description: string) => nullable(text(500, description));

const answerer = (description: string) => ({
  ...strictObject(
    {
      deliver: Type.Boolean({ description: 'False: it is hung up on.' }),
      to: destination('Where it is put through to in place of where a person is; null: as a person.'),
    },
    { title: 'CallAnswerer' },
  ),
  description,
});

/** What is done with a call by who, or what, answers it (seed A11, delivery). A live person is always delivered. */
export const callDeliverySchema = strictObject(
  {
    personTo: destination(
      'Where a person is put through to after the message: a number, a `sip:` address, or the `https:` address of instructions (TwiML). Null: the message is all.',
    ),
    answeringMachine: answerer(
      'A machine that takes messages; one that is delivered hears the message after its tone.',
    ),
    fax: answerer('A fax or a modem.'),
    silence: answerer('Nobody was heard in time, so that it cannot be told who answered.'),
  },
  { title: 'CallDelivery' },
);
/** What is done with a call by who answers it. */
export type CallDeliveryJson = Static<typeof callDeliverySchema>;
