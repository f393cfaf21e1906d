import { TextInput } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from './icon.tsx';

/** What is looked for on this screen: it stands behind the `#` of the address, which no browser sends, so that a name or number gets into no log. */
export function useSearchText(): string {
  return decodedHash(useLocation({ select: ({ hash }) => hash }));
}

/** One field that puts what is looked for into the address, on Enter. Where that changes otherwise, the field shows it. */
export function SearchField({
  label,
  to,
  error,
}: {
  readonly label: string;
  /** The screen's own path. */
  readonly to: string;
  /** Why nothing can be looked for by it. */
  readonly error?: string | undefined;
}) {
  const navigate = useNavigate();
  const sought = useSearchText();
  const [text, setText] = useState(sought);
  const [shown, setShown] = useState(sought);
  if (shown !== sought) {
    setShown(sought);
    setText(sought);
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to, hash: encodeURIComponent(text.trim()) });
      }}
    >
      <TextInput
        mb="sm"
        aria-label={label}
        placeholder={label}
        leftSection={<Icon name="search" />}
        error={error}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </form>
  );
}

/** What stands behind the `#`, as it was typed; a text that no browser would have written, as it is. */
function decodedHash(hash: string): string {
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}
