import { Badge } from '@mantine/core';
import { Icon } from '../../parts/icon.tsx';
import { KeptList } from '../../parts/kept/kept-list.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { CHANNELS_KEPT } from './channel-kind.ts';

const WORDS = texts.channelsScreen;

/** All channel configurations by name. */
export function ChannelsScreen() {
  return (
    <KeptList
      kind={CHANNELS_KEPT}
      columns={[
        {
          title: WORDS.channel,
          sortBy: ({ channel }) => texts.channels[channel],
          cell: ({ channel }) => texts.channels[channel],
        },
        { title: WORDS.kind, sortBy: ({ kind }) => WORDS.kinds[kind], cell: ({ kind }) => WORDS.kinds[kind] },
        {
          title: WORDS.use,
          sortBy: ({ enabled }) => (enabled ? 0 : 1),
          cell: ({ enabled }) => (
            <Badge
              color={enabled ? 'teal' : 'gray'}
              leftSection={<Icon name={enabled ? 'tick' : 'bar'} size={12} />}
            >
              {enabled ? WORDS.inUse : WORDS.notInUse}
            </Badge>
          ),
        },
        {
          title: WORDS.concurrency,
          isNumber: true,
          sortBy: ({ concurrencyMax }) => concurrencyMax,
          cell: ({ concurrencyMax }) => concurrencyMax.toLocaleString('en-US'),
        },
      ]}
    />
  );
}
