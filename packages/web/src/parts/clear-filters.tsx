import { Button } from '@mantine/core';
import { texts } from '../texts/screen-texts.ts';

/** The way out of filters that nothing fits. */
export function ClearFilters({ onClear }: { readonly onClear: () => void }) {
  return (
    <Button variant="default" size="xs" onClick={onClear}>
      {texts.states.clearFilters}
    </Button>
  );
}
