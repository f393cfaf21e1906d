import { Modal, Text, type ModalProps } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';
import { Guarded, LeaveGuard, LeaveQuestion } from './leave-guard.tsx';

/**
 * A dialog in which something is typed. However it is left, by Esc, by a click beside it, by what `close` is given to or by going
 * elsewhere, it asks first where something would be lost; else it closes at once. Whoever has saved calls `onClose` itself.
 */
export function FormModal({
  isOpen = true,
  title,
  size,
  mayLeave,
  onClose,
  children,
}: {
  readonly isOpen?: boolean;
  readonly title: string;
  readonly size?: ModalProps['size'];
  /** Whether closing loses nothing; asked at that moment. */
  readonly mayLeave: () => boolean;
  readonly onClose: () => void;
  readonly children: (close: () => void) => ReactNode;
}) {
  const [isAsking, setAsking] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const close = () => {
    if (mayLeave()) onClose();
    else setAsking(true);
  };
  const leave = () => {
    setAsking(false);
    onClose();
  };
  return (
    <>
      <Modal
        ref={root}
        opened={isOpen}
        onClose={() => {
          if (isOnTop(root.current)) close();
        }}
        {...(size === undefined ? {} : { size })}
        title={<Text fw={640}>{title}</Text>}
        closeButtonProps={{ 'aria-label': texts.actions.close }}
      >
        <Guarded value>{children(close)}</Guarded>
      </Modal>
      <LeaveGuard mayLeave={mayLeave} />
      {isAsking && <LeaveQuestion onStay={() => setAsking(false)} onLeave={leave} />}
    </>
  );
}

/** Every dialog hears Esc: it is meant for the one that lies above the others. */
function isOnTop(root: HTMLElement | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return false;
  const top = [...document.querySelectorAll('[role="dialog"]')].at(-1);
  return root !== null && top !== undefined && root.contains(top);
}
