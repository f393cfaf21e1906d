import type { Channel } from '@tact/engine';

/** Channels as officers read them in reasons. */
export const CHANNEL_LABELS: Readonly<Record<Channel, string>> = {
  call: 'call',
  sms: 'SMS',
  email: 'e-mail',
  whatsapp: 'WhatsApp',
};
