import { ActionIcon, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { texts } from '../texts/texts.ts';
import { Icon, type IconName } from './icon.tsx';

/**
 * What can be done with a row of a table: with those that are given. `name`: the row's, so that each button says what it is for. Editing is by
 * a dialog, or at an address.
 */
export function RowActions({
  name,
  onEdit,
  editPath,
  copyPath,
  onCopy,
  onDelete,
}: {
  readonly name: string;
  readonly onEdit?: () => void;
  readonly editPath?: string;
  readonly copyPath?: string;
  readonly onCopy?: () => void;
  readonly onDelete?: () => void;
}) {
  const { edit, duplicate, delete: remove } = texts.actions;
  return (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      <Action icon="pencil" label={`${edit} ${name}`} shortcut="row-edit" path={editPath} onPress={onEdit} />
      <Action icon="copy" label={`${duplicate} ${name}`} path={copyPath} onPress={onCopy} />
      <Action icon="trash" label={`${remove} ${name}`} onPress={onDelete} />
    </Group>
  );
}

function Action({
  icon,
  label,
  path,
  onPress,
  shortcut,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly path?: string | undefined;
  readonly onPress?: (() => void) | undefined;
  readonly shortcut?: string;
}) {
  const common = {
    variant: 'subtle',
    color: 'gray',
    'aria-label': label,
    'data-shortcut': shortcut,
  } as const;
  if (path !== undefined)
    return (
      <ActionIcon {...common} component={Link} to={path}>
        <Icon name={icon} />
      </ActionIcon>
    );
  if (onPress === undefined) return null;
  return (
    <ActionIcon {...common} onClick={onPress}>
      <Icon name={icon} />
    </ActionIcon>
  );
}
