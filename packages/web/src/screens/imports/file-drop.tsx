import { Button, Group, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { bytesText } from '../../parts/bytes-text.ts';
import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';
import './imports.css';

const WORDS = texts.imports;

/** Where a file is dropped, or chosen. `help`: what is taken. */
export function FileDrop({
  file,
  onFile,
  accept,
  help,
}: {
  readonly file: File | null;
  readonly onFile: (file: File) => void;
  readonly accept: string;
  readonly help: string;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      className="drop-zone"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.files[0];
        if (dropped !== undefined) onFile(dropped);
      }}
    >
      <input
        ref={input}
        type="file"
        aria-label={WORDS.file}
        className="visually-hidden"
        tabIndex={-1}
        accept={accept}
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen !== undefined) onFile(chosen);
          event.currentTarget.value = '';
        }}
      />
      <Group gap="md" justify="center">
        {file !== null && (
          <Text size="sm">
            <strong>{file.name}</strong>, {bytesText(file.size)}
          </Text>
        )}
        {file === null && <Text size="sm">{WORDS.drop}</Text>}
        <Button
          variant={file === null ? 'filled' : 'default'}
          size="xs"
          leftSection={<Icon name="list" size={14} />}
          data-shortcut="new"
          onClick={() => input.current?.click()}
        >
          {file === null ? WORDS.choose : WORDS.chooseAnother}
        </Button>
      </Group>
      {file === null && (
        <Text size="xs" c="dimmed" ta="center" mt={6}>
          {help}
        </Text>
      )}
    </div>
  );
}
