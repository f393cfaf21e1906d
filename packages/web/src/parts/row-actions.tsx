import { ActionIcon, Group } from '@mantine/core';
import { texts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

/** What can be done with a row of a table. `name`: the row's, so that each button says what it is for. */
export function RowActions({
  name,
  onEdit,
  onDelete,
}: {
  readonly name: string;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}) {
  return (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      <ActionIcon variant="subtle" color="gray" aria-label={`${texts.actions.edit} ${name}`} onClick={onEdit}>
        <Icon name="pencil" />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`${texts.actions.delete} ${name}`}
        onClick={onDelete}
      >
        <Icon name="trash" />
      </ActionIcon>
    </Group>
  );
}
