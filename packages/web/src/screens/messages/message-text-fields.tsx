import { Autocomplete, Button, Fieldset, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { PLACEHOLDERS, readMessage } from '@tact/api/without-schemas';
import { useRef } from 'react';
import { asSentence } from '../../api/failure.ts';
import { useSession } from '../../api/session.ts';
import { texts } from '../../texts/screen-texts.ts';
import { writtenOut } from './write-out.ts';

const WORDS = texts.messages;

/** What a template says in one language. */
export interface MessageDraftText {
  readonly language: string;
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
}

/** Languages that are offered; any other is typed. */
const LANGUAGES = ['en', 'es', 'fr', 'de', 'pt', 'it', 'zh', 'vi', 'ko', 'tl', 'ar', 'es-MX', 'fr-CA'];

interface FieldsProps {
  readonly value: MessageDraftText;
  readonly onChange: (change: Partial<MessageDraftText>) => void;
  readonly errorAt: (pointer: string) => string | undefined;
  readonly isReadOnly: boolean;
  /** Whether another text before it is in the same language. */
  readonly isTwice: boolean;
  /** Whether it is the one for contacts whose language has none. */
  readonly isFirst: boolean;
  readonly onRemove: (() => void) | undefined;
}

/** One language of a message: what is wrong with its placeholders stands beside the field as it is typed, and below it how it reads. */
export function MessageTextFields(props: FieldsProps) {
  const { value, onChange, errorAt, isReadOnly, isTwice, isFirst, onRemove } = props;
  const { language, subject, text, html } = value;
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = (name: string) => {
    const [from, until] = [
      field.current?.selectionStart ?? text.length,
      field.current?.selectionEnd ?? text.length,
    ];
    onChange({ text: `${text.slice(0, from)}{${name}}${text.slice(until)}` });
    field.current?.focus();
  };
  return (
    <Fieldset legend={language === '' ? WORDS.noLanguage : language}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-end">
          <Autocomplete
            label={WORDS.language}
            description={isFirst ? WORDS.first : WORDS.languageHelp}
            data={LANGUAGES}
            maxLength={35}
            w={280}
            error={isTwice ? WORDS.twice : errorAt('/language')}
            value={language}
            onChange={(next) => onChange({ language: next.trim() })}
          />
          {onRemove !== undefined && (
            <Button variant="subtle" color="gray" size="xs" onClick={onRemove}>
              {WORDS.removeLanguage(language === '' ? WORDS.noLanguage : language)}
            </Button>
          )}
        </Group>
        <TextInput
          label={WORDS.subject}
          description={WORDS.subjectHelp}
          error={problemOf(subject) ?? errorAt('/subject')}
          value={subject ?? ''}
          onChange={(event) => onChange({ subject: orNull(event.currentTarget.value) })}
        />
        <Textarea
          ref={field}
          label={WORDS.text}
          description={WORDS.textHelp}
          required
          rows={4}
          error={problemOf(text) ?? errorAt('/text')}
          value={text}
          onChange={(event) => onChange({ text: event.currentTarget.value })}
        />
        {!isReadOnly && <InsertButtons onInsert={insert} />}
        <Preview text={text} />
        <Textarea
          label={WORDS.html}
          description={WORDS.htmlHelp}
          rows={html === null ? 1 : 4}
          className="mono-field"
          error={problemOf(html) ?? errorAt('/html')}
          value={html ?? ''}
          onChange={(event) => onChange({ html: orNull(event.currentTarget.value) })}
        />
      </Stack>
    </Fieldset>
  );
}

/** Placeholders to press; the one in a field is where the text goes on. */
function InsertButtons({ onInsert }: { readonly onInsert: (name: string) => void }) {
  return (
    <Group gap={6}>
      <Text size="xs" c="dimmed">
        {WORDS.insert}
      </Text>
      {[...PLACEHOLDERS, 'attribute.balance'].map((name) => (
        <Button
          key={name}
          size="compact-xs"
          variant="default"
          className="mono"
          aria-label={WORDS.insertOne(name)}
          onClick={() => onInsert(name)}
        >
          {`{${name}}`}
        </Button>
      ))}
    </Group>
  );
}

function Preview({ text }: { readonly text: string }) {
  const { organization } = useSession();
  const pieces = readMessage(text);
  if (text === '' || 'problem' in pieces) return null;
  return (
    <div className="message-preview" title={WORDS.previewHelp}>
      <Text size="xs" c="dimmed">
        {`${WORDS.preview} · ${WORDS.characters(text.length)}`}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {writtenOut(pieces, organization.name)}
      </Text>
    </div>
  );
}

function problemOf(text: string | null): string | undefined {
  const read = readMessage(text ?? '');
  return 'problem' in read ? asSentence(read.problem) : undefined;
}

function orNull(text: string): string | null {
  return text === '' ? null : text;
}
