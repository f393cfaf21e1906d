import { Button, Group, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Icon } from '../../parts/icon.tsx';
import { KeptForm, type KeptFields } from '../../parts/kept/kept-form.tsx';
import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { Loaded } from '../../parts/notes.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { MESSAGES_KEPT, type MessageDraft, type StoredMessage } from './message-kind.ts';
import { MessageTextFields, type MessageDraftText } from './message-text-fields.tsx';

const WORDS = texts.messages;
const EMPTY_TEXT: MessageDraftText = { language: '', subject: null, text: '', html: null };

/** A new message template, in the organization's language at first. */
export function NewMessageTemplateScreen() {
  const query = useQuery({ queryKey: ['organization'], queryFn: () => client.organization.get() });
  return (
    <Loaded query={query}>
      {({ locale }) => {
        const language = locale.split('-')[0] ?? '';
        return <MessageForm stored={null} start={{ name: '', texts: [{ ...EMPTY_TEXT, language }] }} />;
      }}
    </Loaded>
  );
}

/** A new message template that begins as a copy of the one in the address. */
export function CopyMessageTemplateScreen() {
  return (
    <OpenedKept kind={MESSAGES_KEPT}>
      {(stored) => (
        <MessageForm
          stored={null}
          start={{ ...MESSAGES_KEPT.draftOf(stored), name: texts.objects.copyOf(stored.name) }}
        />
      )}
    </OpenedKept>
  );
}

/** A message template as it is changed. */
export function EditMessageTemplateScreen() {
  return (
    <OpenedKept kind={MESSAGES_KEPT}>
      {(stored, { key, onReload }) => (
        <MessageForm key={key} stored={stored} start={MESSAGES_KEPT.draftOf(stored)} onReload={onReload} />
      )}
    </OpenedKept>
  );
}

function MessageForm(props: {
  readonly stored: StoredMessage | null;
  readonly start: MessageDraft;
  readonly onReload?: (stored: StoredMessage) => void;
}) {
  return (
    <KeptForm kind={MESSAGES_KEPT} {...props} isNarrow>
      {(fields) => <Fields {...fields} />}
    </KeptForm>
  );
}

function Fields({ editing: { draft, set, errorAt }, isReadOnly }: KeptFields<StoredMessage, MessageDraft>) {
  const put = (index: number, change: Partial<MessageDraftText>) =>
    set({ texts: draft.texts.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  const languages = draft.texts.map(({ language }) => language.toLowerCase());
  return (
    <>
      <TextInput
        label={WORDS.name}
        required
        data-autofocus
        error={errorAt('/name')}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {draft.texts.map((one, index) => (
        <MessageTextFields
          key={index}
          value={one}
          isFirst={index === 0 && draft.texts.length > 1}
          isTwice={one.language !== '' && languages.indexOf(one.language.toLowerCase()) < index}
          isReadOnly={isReadOnly}
          errorAt={(pointer) => errorAt(`/texts/${index}${pointer}`)}
          onChange={(change) => put(index, change)}
          onRemove={
            draft.texts.length > 1 && !isReadOnly
              ? () => set({ texts: draft.texts.filter((_, at) => at !== index) })
              : undefined
          }
        />
      ))}
      {!isReadOnly && draft.texts.length < API_LIMITS.messageLanguagesMax && (
        <Group>
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => set({ texts: [...draft.texts, EMPTY_TEXT] })}
          >
            {WORDS.addLanguage}
          </Button>
        </Group>
      )}
    </>
  );
}
