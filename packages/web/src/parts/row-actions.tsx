import { ActionIcon, Group } from '@mantine/core';
import { texts } from '../texts/texts.ts';
import { Icon, type IconName } from './icon.tsx';

/** What can be done with a row of a table: with those that are given. `name`: the row's, so that each button says what it is for. */
export function RowActions({
  name,
  onEdit,
  onCopy,
  onDelete,
}: {
  readonly name: string;
  readonly onEdit?: () => void;
  readonly onCopy?: () => void;
  readonly onDelete?: () => void;
}) {
  const { edit, duplicate, delete: remove } = texts.actions;
  return (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      <Action icon="pencil" label={`${edit} ${name}`} shortcut="row-edit" onPress={onEdit} />
      <Action icon="copy" label={`${duplicate} ${name}`} onPress={onCopy} />
      <Action icon="trash" label={`${remove} ${name}`} onPress={onDelete} />
    </Group>
  );
}

function Action({
  icon,
  label,
  onPress,
  shortcut,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: (() => void) | undefined;
  readonly shortcut?: string;
}) {
  if (onPress === undefined) return null;
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} data-shortcut={shortcut} onClick={onPress}>
      <Icon name={icon} />
    </ActionIcon>
  );
}
