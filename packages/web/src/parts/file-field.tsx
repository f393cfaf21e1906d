import { Input } from '@mantine/core';
import { useId } from 'react';

/** Chooses one file. */
export function FileField({
  label,
  description,
  accept,
  onChange,
}: {
  readonly label: string;
  readonly description?: string;
  readonly accept: string;
  readonly onChange: (file: File | null) => void;
}) {
  const id = useId();
  return (
    <Input.Wrapper id={id} label={label} description={description}>
      <input
        id={id}
        type="file"
        accept={accept}
        className="file-field"
        onChange={(event) => onChange(event.currentTarget.files?.[0] ?? null)}
      />
    </Input.Wrapper>
  );
}
