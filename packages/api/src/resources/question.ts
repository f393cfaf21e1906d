import { Type, type Static } from 'typebox';
import { DEVICE_POSITION_MAX } from '@tact/engine';
import {
  channelSchema,
  clientIdSchema,
  countrySchema,
  devicePositionSchema,
  deviceTypeSchema,
  idSchema,
  instantSchema,
  nullable,
  regionSchema,
  strictObject,
  text,
  zoneNameSchema,
} from '../schema-parts.ts';
import { API_LIMITS } from '../limits.ts';
import { attributesSchema } from './attributes.ts';

/** A phone number or an e-mail address in any written form; without a country it is taken in the organization's. */
export const addressSchema = text(254, 'A phone number or an e-mail address, in any written form.');

const inlineContactSchema = strictObject(
  {
    clientId: clientIdSchema,
    zone: Type.Optional(nullable(zoneNameSchema)),
    country: Type.Optional(nullable(countrySchema)),
    region: Type.Optional(nullable(regionSchema)),
    postalCode: Type.Optional(nullable(text(16))),
    devices: Type.Array(strictObject({ address: addressSchema, type: Type.Optional(deviceTypeSchema) }), {
      minItems: 1,
      maxItems: DEVICE_POSITION_MAX,
      description: 'The first is position 1.',
    }),
    attributes: Type.Optional(attributesSchema),
  },
  {
    title: 'InlineContact',
    description:
      'A contact described in the request, for those who keep their own contacts. Nothing of it is stored but its history.',
  },
);

/** Which contact is meant. */
export const contactNamedSchema = Type.Union([
  strictObject({ id: idSchema }, { description: 'A stored contact by its id.' }),
  strictObject({ clientId: clientIdSchema }, { description: 'A stored contact by your own key.' }),
  inlineContactSchema,
]);

/** Which of its devices. */
export const deviceNamedSchema = Type.Union([
  strictObject({ position: devicePositionSchema }),
  strictObject({ address: addressSchema }),
]);

const questionFields = {
  contact: contactNamedSchema,
  device: Type.Optional(nullable(deviceNamedSchema)),
  channel: channelSchema,
  accountId: Type.Optional(nullable(idSchema)),
  campaignGroupId: Type.Optional(nullable(idSchema)),
  attributes: Type.Optional(attributesSchema),
};

/** May this contact be contacted, on this device, by this channel? Without a device, the first that suits the channel is meant. */
export const questionSchema = strictObject(
  { ...questionFields, at: Type.Optional(nullable(instantSchema)) },
  {
    title: 'Question',
    description: 'Without `device`, the first that suits the channel; without `at`, now.',
  },
);
/** A question on the wire. */
export type QuestionJson = Static<typeof questionSchema>;

/** The same question, asked about the days to come. */
export const windowsQuestionSchema = strictObject(
  {
    ...questionFields,
    at: Type.Optional(nullable(instantSchema)),
    days: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: API_LIMITS.windowsDaysMax,
        default: API_LIMITS.windowsDaysDefault,
        description: 'How far ahead, in times of 24 hours.',
      }),
    ),
  },
  { title: 'WindowsQuestion', description: 'Without `at`, the days from now on.' },
);
/** A question about the days to come. */
export type WindowsQuestionJson = Static<typeof windowsQuestionSchema>;

/** The same question, asked to hold an attempt. It is always about now. */
export const reservationQuestionSchema = strictObject(
  {
    ...questionFields,
    expiresInSeconds: Type.Optional(
      Type.Integer({
        minimum: API_LIMITS.expiresInSecondsMin,
        maximum: API_LIMITS.expiresInSecondsMax,
        default: API_LIMITS.expiresInSecondsDefault,
        description:
          'How long the attempt is held. One that nobody reports by then goes on counting as made.',
      }),
    ),
  },
  { title: 'ReservationQuestion' },
);
/** A question that asks for a reservation. */
export type ReservationQuestionJson = Static<typeof reservationQuestionSchema>;

/** An inline contact, for examples. The numbers are reserved for fiction. */
export const EXAMPLE_QUESTION = {
  contact: { clientId: 'A-1001', devices: [{ address: '+1 212 555 0123' }] },
  channel: 'call',
} as const satisfies QuestionJson;
