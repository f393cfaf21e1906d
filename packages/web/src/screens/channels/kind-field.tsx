import { NativeSelect, NumberInput, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { Tick } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { ChannelField } from './kind-fields.ts';

const WORDS = texts.channelsScreen;

/** One field of a kind of provider. A secret is written, and never read. */
export function KindField({
  field,
  value,
  isKept,
  error,
  onChange,
}: {
  readonly field: ChannelField;
  readonly value: string | boolean | undefined;
  /** Of a secret: whether one is kept already. */
  readonly isKept: boolean;
  readonly error: string | undefined;
  readonly onChange: (value: string | boolean) => void;
}) {
  const { kind, label, help, usual = '', isOptional } = field;
  const text = typeof value === 'string' ? value : usual;
  const secretHelp = [help, isKept ? WORDS.secretKept : WORDS.secretNew].filter(Boolean).join('. ');
  const common = { label, error, required: !isOptional };
  switch (kind) {
    case 'tick':
      return (
        <Tick
          label={label}
          isOn={value === undefined ? usual === 'on' : value === true}
          onChange={onChange}
        />
      );
    case 'number':
      return (
        <NumberInput
          {...common}
          description={help}
          min={0}
          allowDecimal={false}
          thousandSeparator={false}
          value={text}
          onChange={(next) => onChange(`${next}`)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          description={help}
          data={[...(field.choices ?? [])]}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...common}
          aria-invalid={error !== undefined}
          required={!isOptional && !isKept}
          description={secretHelp}
          autoComplete="new-password"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'lines':
    case 'secret-lines':
      return (
        <Textarea
          {...common}
          description={kind === 'lines' ? help : secretHelp}
          rows={3}
          autoComplete="off"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...common}
          description={help}
          autoComplete="off"
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
