import { Alert, Anchor, Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { fieldErrorsOf } from '../../api/failure.ts';
import { enterSession } from '../../api/query-client.ts';
import { withClock } from '../../api/session.ts';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/texts.ts';
import { Card } from './card.tsx';

/** Accepts an invitation: sets a password, and signs in. */
export function AcceptScreen() {
  const token = usePathPart('token');
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => client.session.getInvitation({ params: { token } }),
    retry: false,
  });
  const accept = useMutation({
    mutationFn: () => client.session.acceptInvitation({ params: { token }, body: { password } }),
    onSuccess: (session) => {
      enterSession(withClock(session));
      void navigate({ to: '/decide' });
    },
  });
  const { accept: words } = texts.signIn;
  if (invitation.isPending) return <LoadingNote />;
  if (invitation.data === undefined)
    return (
      <Card title={words.invalid}>
        <Alert color="amber">{words.invalidHelp}</Alert>
        <Anchor href="/" size="sm" mt="md" display="block">
          {words.toSignIn}
        </Anchor>
      </Card>
    );
  const { email, role, organization } = invitation.data;
  const fieldError = accept.error === null ? undefined : fieldErrorsOf(accept.error).get('/password');
  return (
    <Card title={words.title(organization)} about={words.about(email, texts.shell.roles[role])}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          accept.mutate();
        }}
      >
        <Stack gap="sm">
          <input type="hidden" name="email" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label={words.password}
            description={words.hint}
            autoComplete="new-password"
            required
            autoFocus
            error={fieldError}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {accept.error !== null && fieldError === undefined && <FailureNote error={accept.error} />}
          <Button type="submit" loading={accept.isPending}>
            {words.submit}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
