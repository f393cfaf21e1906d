import { Button, Group, TextInput } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useMay, useSession } from '../../api/session.ts';
import { ConflictDialog } from '../../parts/conflict-dialog.tsx';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { DeleteMessage, type StoredMessage } from './message-list.tsx';
import { MessageTextFields, type MessageDraftText } from './message-text-fields.tsx';

const WORDS = texts.messages;

interface Draft {
  readonly name: string;
  readonly texts: readonly MessageDraftText[];
}

const EMPTY_TEXT: MessageDraftText = { language: '', subject: null, text: '', html: null };

function draftOf({ name, texts: written }: Draft): Draft {
  return {
    name,
    texts: written.map(({ language, subject, text, html }) => ({ language, subject, text, html })),
  };
}

/** A new message template, in the organization's language at first. */
export function NewMessageTemplateScreen() {
  const { data } = useQuery({ queryKey: ['organization'], queryFn: () => client.organization.get() });
  if (data === undefined) return <LoadingNote />;
  const language = data.locale.split('-')[0] ?? '';
  return <MessageForm stored={null} start={{ name: '', texts: [{ ...EMPTY_TEXT, language }] }} />;
}

/** A message template as it is changed. */
export function EditMessageTemplateScreen() {
  const id = usePathPart('id');
  const [reloaded, setReloaded] = useState<StoredMessage | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['message-templates', id, 'opened'],
    queryFn: () => client.messageTemplates.get({ params: { id } }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  const stored = reloaded ?? data;
  if (stored === undefined) return <LoadingNote />;
  return <MessageForm key={stored.version} stored={stored} start={stored} onReload={setReloaded} />;
}

function MessageForm({
  stored,
  start,
  onReload,
}: {
  readonly stored: StoredMessage | null;
  readonly start: Draft;
  readonly onReload?: (stored: StoredMessage) => void;
}) {
  const mayWrite = useMay('campaigns:write');
  const { role } = useSession();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const leave = () => void navigate({ to: '/message-templates' });
  const editing = useEditing<Draft, StoredMessage>(
    draftOf(start),
    (draft, version) =>
      stored === null
        ? client.messageTemplates.create({ body: draft })
        : client.messageTemplates.update({
            params: { id: stored.id },
            body: { ...draft, version: version ?? stored.version },
          }),
    () => {
      void queryClient.invalidateQueries({ queryKey: ['message-templates'] });
      toast(texts.states.saved);
      leave();
    },
  );
  const { draft, set, errorAt } = editing;
  const put = (index: number, change: Partial<MessageDraftText>) =>
    set({ texts: draft.texts.map((one, at) => (at === index ? { ...one, ...change } : one)) });
  const languages = draft.texts.map(({ language }) => language.toLowerCase());
  const remove = (
    <Button variant="default" leftSection={<Icon name="trash" />} onClick={() => setDeleting(true)}>
      {texts.actions.delete}
    </Button>
  );
  return (
    <Screen
      title={stored === null ? WORDS.create : stored.name}
      about={mayWrite ? WORDS.about : texts.states.readOnly(texts.shell.roles[role])}
      actions={stored !== null && mayWrite && remove}
      isNarrow
    >
      <EditForm editing={editing} onCancel={leave} isReadOnly={!mayWrite}>
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
            isReadOnly={!mayWrite}
            errorAt={(pointer) => errorAt(`/texts/${index}${pointer}`)}
            onChange={(change) => put(index, change)}
            onRemove={
              draft.texts.length > 1 && mayWrite
                ? () => set({ texts: draft.texts.filter((_, at) => at !== index) })
                : undefined
            }
          />
        ))}
        {mayWrite && draft.texts.length < API_LIMITS.messageLanguagesMax && (
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
      </EditForm>
      {stored !== null && isDeleting && (
        <DeleteMessage message={stored} onClose={() => setDeleting(false)} onDeleted={leave} />
      )}
      {stored !== null && (
        <ConflictDialog<StoredMessage>
          isOpen={editing.isConflict}
          entity="message-template"
          id={stored.id}
          yours={{ ...draft }}
          fetchTheirs={() => client.messageTemplates.get({ params: { id: stored.id } })}
          shown={(theirs) => ({ ...draftOf(theirs) })}
          onKeepMine={(version) => editing.save(version)}
          onTakeTheirs={(theirs) => onReload?.(theirs)}
          onClose={editing.dismissConflict}
        />
      )}
    </Screen>
  );
}
