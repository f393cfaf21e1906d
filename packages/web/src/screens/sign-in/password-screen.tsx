import { PasswordInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { EditForm } from '../../parts/edit-form.tsx';
import { useEditing } from '../../parts/editing.ts';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/texts.ts';

/** Sets another password of whoever is signed in. */
export function PasswordScreen() {
  const navigate = useNavigate();
  const { changed } = texts.signIn;
  const leave = () => void navigate({ to: '/decide' });
  const editing = useEditing(
    { password: '', newPassword: '' },
    (draft) => client.session.setPassword({ body: draft }),
    () => {
      toast(changed.done);
      leave();
    },
  );
  return (
    <Screen title={changed.title} isNarrow>
      <EditForm editing={editing} onCancel={leave} saveLabel={changed.submit}>
        <PasswordInput
          label={changed.current}
          autoComplete="current-password"
          maw={360}
          error={editing.errorAt('/password')}
          value={editing.draft.password}
          onChange={(event) => editing.set({ password: event.currentTarget.value })}
        />
        <PasswordInput
          label={changed.next}
          description={texts.signIn.accept.hint}
          autoComplete="new-password"
          maw={360}
          error={editing.errorAt('/newPassword')}
          value={editing.draft.newPassword}
          onChange={(event) => editing.set({ newPassword: event.currentTarget.value })}
        />
      </EditForm>
    </Screen>
  );
}
