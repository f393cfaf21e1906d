import { ActionIcon, Button, Fieldset, Group, NativeSelect, Text, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { Icon } from '../../parts/icon.tsx';
import { unreadMark } from '../../parts/unread.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ATTRIBUTE_KINDS, rowProblem, type AttributeRow } from './contact-attributes.ts';

const WORDS = texts.contacts;

/** The attributes of a contact, line by line: a name, what it is, and its value. */
export function AttributeFields({
  rows,
  onChange,
  errorAt,
}: {
  readonly rows: readonly AttributeRow[];
  readonly onChange: (rows: readonly AttributeRow[]) => void;
  readonly errorAt: (pointer: string) => string | undefined;
}) {
  const ofOne = rows.some(({ name }) => errorAt(`/attributes/${name}`) !== undefined);
  const ofAll = ofOne ? undefined : errorAt('/attributes');
  return (
    <Fieldset legend={WORDS.attributes} p="sm">
      <Text size="xs" c="dimmed" mb="xs">
        {WORDS.attributesHelp}
      </Text>
      {rows.map((row, index) => (
        <AttributeLine
          key={index}
          row={row}
          number={index + 1}
          problem={rowProblem(rows, index)}
          refused={row.name === '' ? undefined : errorAt(`/attributes/${row.name}`)}
          onChange={(part) => onChange(rows.map((one, at) => (at === index ? { ...one, ...part } : one)))}
          onRemove={() => onChange(rows.filter((_, at) => at !== index))}
        />
      ))}
      {ofAll !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" mb="xs">
          {ofAll}
        </Text>
      )}
      {rows.length < API_LIMITS.attributesMax && (
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => onChange([...rows, { name: '', kind: 'text', text: '' }])}
        >
          {WORDS.addAttribute}
        </Button>
      )}
    </Fieldset>
  );
}

function AttributeLine({
  row: { name, kind, text },
  number,
  problem,
  refused,
  onChange,
  onRemove,
}: {
  readonly row: AttributeRow;
  /** Its place, from 1. */
  readonly number: number;
  readonly problem: ReturnType<typeof rowProblem>;
  readonly refused: string | undefined;
  readonly onChange: (part: Partial<AttributeRow>) => void;
  readonly onRemove: () => void;
}) {
  const isOfValue = problem === 'no-number';
  const told = problem === undefined ? undefined : WORDS.attributeProblems[problem];
  const hasText = kind === 'text' || kind === 'number';
  return (
    <Group gap="xs" mb="xs" align="flex-start">
      <TextInput
        aria-label={`${WORDS.attributeName} ${number}`}
        placeholder={WORDS.attributeName}
        flex="1 1 140px"
        maxLength={64}
        error={isOfValue ? undefined : (told ?? refused)}
        {...unreadMark(problem !== undefined && !isOfValue)}
        value={name}
        onChange={(event) => onChange({ name: event.currentTarget.value.trim() })}
      />
      <NativeSelect
        aria-label={`${WORDS.attributeKind} ${number}`}
        w={110}
        data={ATTRIBUTE_KINDS.map((one) => ({ value: one, label: WORDS.attributeKinds[one] }))}
        value={kind}
        onChange={(event) =>
          onChange({ kind: ATTRIBUTE_KINDS.find((one) => one === event.currentTarget.value) ?? kind })
        }
      />
      <TextInput
        aria-label={`${WORDS.attributeValue} ${number}`}
        placeholder={hasText ? WORDS.attributeValue : ''}
        flex="2 1 160px"
        disabled={!hasText}
        maxLength={API_LIMITS.attributeLengthMax}
        error={isOfValue ? told : undefined}
        {...unreadMark(isOfValue)}
        value={hasText ? text : ''}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={WORDS.removeAttribute(number)}
        onClick={onRemove}
      >
        <Icon name="trash" />
      </ActionIcon>
    </Group>
  );
}
