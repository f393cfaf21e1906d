import { Button, CloseButton, Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { texts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';
import { dismissToast, onToasts, shownToasts } from './toast.ts';

/** The short messages, at the lower edge; read out where somebody listens. */
export function Toasts() {
  const toasts = useSyncExternalStore(onToasts, shownToasts);
  return (
    <div className="toasts" role="status">
      {toasts.map(({ id, text, kind, action }) => (
        <div key={id} className="toast">
          <span className={kind === 'done' ? 'verdict-allowed' : 'verdict-blocked'}>
            <Icon name={kind === 'done' ? 'tick' : 'warning'} />
          </span>
          <Text size="sm">{text}</Text>
          {action !== null && (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => {
                dismissToast(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <CloseButton size="sm" aria-label={texts.actions.close} onClick={() => dismissToast(id)} />
        </div>
      ))}
    </div>
  );
}
