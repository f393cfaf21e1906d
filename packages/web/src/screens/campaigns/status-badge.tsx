import { Badge } from '@mantine/core';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredCampaign } from './campaign-kind.ts';

type Status = StoredCampaign['status'];

const LOOKS: Readonly<Record<Status, { readonly color: string; readonly icon: IconName }>> = {
  draft: { color: 'gray', icon: 'pencil' },
  active: { color: 'teal', icon: 'play' },
  paused: { color: 'amber', icon: 'pause' },
  completed: { color: 'gray', icon: 'tick' },
};

/** The state of a campaign, by colour, drawing and word. */
export function StatusBadge({ status }: { readonly status: Status }) {
  const { color, icon } = LOOKS[status];
  return (
    <Badge color={color} leftSection={<Icon name={icon} size={12} />}>
      {texts.campaigns.statuses[status]}
    </Badge>
  );
}
