import { ActionIcon, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { HeaderDraft } from './validation-kind.ts';

const WORDS = texts.preDial;

/** The headers of a validation's requests: written, and never read. Kept ones stay until all are written anew. */
export function HeadersField({
  headers,
  kept,
  errorAt,
  onChange,
  isReadOnly,
}: {
  /** Null: those that are kept stay. */
  readonly headers: readonly HeaderDraft[] | null;
  /** The names of those that are kept. */
  readonly kept: readonly string[];
  readonly errorAt: (pointer: string) => string | undefined;
  readonly onChange: (headers: readonly HeaderDraft[] | null) => void;
  readonly isReadOnly: boolean;
}) {
  const error = errorAt('/headers');
  return (
    <Section title={WORDS.headers}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {headers === null
            ? kept.length === 0
              ? WORDS.headersNone
              : WORDS.headersKept(kept.join(', '))
            : WORDS.headersHelp}
        </Text>
        {headers?.map((header, index) => (
          <HeaderRow
            // A header has no name of its own while it is written.
            key={index}
            place={index + 1}
            header={header}
            nameError={errorAt(`/headers/${index}/name`)}
            valueError={errorAt(`/headers/${index}/value`)}
            onChange={(next) => onChange(headers.map((one, at) => (at === index ? next : one)))}
            onRemove={() => onChange(headers.filter((_, at) => at !== index))}
          />
        ))}
        {error !== undefined && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
        {!isReadOnly && <Choices headers={headers} kept={kept} onChange={onChange} />}
      </Stack>
    </Section>
  );
}

function Choices({
  headers,
  kept,
  onChange,
}: {
  readonly headers: readonly HeaderDraft[] | null;
  readonly kept: readonly string[];
  readonly onChange: (headers: readonly HeaderDraft[] | null) => void;
}) {
  const add = () => onChange([...(headers ?? []), { name: '', value: '' }]);
  return (
    <Group gap="sm">
      {headers === null && kept.length > 0 ? (
        <Button variant="default" size="xs" onClick={() => onChange([])}>
          {WORDS.headersReplace}
        </Button>
      ) : (
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" />}
          disabled={(headers?.length ?? 0) >= API_LIMITS.validationHeadersMax}
          onClick={add}
        >
          {WORDS.headerAdd}
        </Button>
      )}
      {headers !== null && kept.length > 0 && (
        <Button variant="default" size="xs" onClick={() => onChange(null)}>
          {WORDS.headersKeep}
        </Button>
      )}
    </Group>
  );
}

function HeaderRow({
  place,
  header,
  nameError,
  valueError,
  onChange,
  onRemove,
}: {
  readonly place: number;
  readonly header: HeaderDraft;
  readonly nameError: string | undefined;
  readonly valueError: string | undefined;
  readonly onChange: (header: HeaderDraft) => void;
  readonly onRemove: () => void;
}) {
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <TextInput
        aria-label={WORDS.headerName(place)}
        placeholder="authorization"
        autoComplete="off"
        flex={1}
        error={nameError}
        value={header.name}
        onChange={(event) => onChange({ ...header, name: event.currentTarget.value })}
      />
      <PasswordInput
        aria-label={WORDS.headerValue(place)}
        aria-invalid={valueError !== undefined}
        autoComplete="new-password"
        flex={2}
        error={valueError}
        value={header.value}
        onChange={(event) => onChange({ ...header, value: event.currentTarget.value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        mt={4}
        aria-label={WORDS.headerRemove(place)}
        onClick={onRemove}
      >
        <Icon name="close" />
      </ActionIcon>
    </Group>
  );
}
