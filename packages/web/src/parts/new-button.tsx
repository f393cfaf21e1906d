import { Button } from '@mantine/core';
import { Icon } from './icon.tsx';

/** The button of a screen that begins something new; `n` presses it. */
export function NewButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <Button leftSection={<Icon name="plus" />} data-shortcut="new" onClick={onClick}>
      {label}
    </Button>
  );
}
