import { ActionIcon, CopyButton, Group, Tooltip } from '@mantine/core';
import { texts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

/** A text that is copied with one press, such as an id or a key. */
export function Copyable({ text }: { readonly text: string }) {
  return (
    <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
      <span className="mono">{text}</span>
      <CopyButton value={text} timeout={1_500}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? texts.actions.copied : texts.actions.copy}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              onClick={copy}
              aria-label={copied ? texts.actions.copied : texts.actions.copy}
            >
              <Icon name={copied ? 'tick' : 'copy'} size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
