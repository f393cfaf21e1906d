import { Badge } from '@mantine/core';
import type { Channel, Choice } from '@tact/engine';
import type { OptedOutJson, ReadonlyDeep } from '@tact/api';
import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { sourceWords } from '../opt-outs/source-words.ts';
import { channelWords } from '../suppression/list-kind.ts';

/** Says that a contact wishes not to be contacted; nothing where there is no such wish (seed B3). */
export function OptedOutBadge({ optedOut }: { readonly optedOut: ReadonlyDeep<OptedOutJson> }) {
  if (optedOut === null) return null;
  const { channels, reason, source } = optedOut;
  return (
    <Badge
      color="crimson"
      leftSection={<Icon name="bar" size={12} />}
      title={texts.contacts.badgeHelp(reason, sourceWords(source))}
    >
      {optedOutWords(channels)}
    </Badge>
  );
}

/** How a wish not to be contacted is told: at all, or by some channels only. */
export function optedOutWords(channels: Choice<Channel>): string {
  return channels === 'any' ? texts.contacts.badge : texts.contacts.badgeSome(channelWords(channels));
}
