import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { enterSession } from '../../api/query-client.ts';
import { withClock } from '../../api/session.ts';
import { FailureNote } from '../../parts/notes.tsx';
import { texts } from '../../texts/texts.ts';
import { Card } from './card.tsx';

/** Signs in by address and password. */
export function SignInScreen() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => client.session.signIn({ body: { email, password } }),
    onSuccess: (session) => {
      enterSession(withClock(session));
    },
    onError: () => setPassword(''),
  });
  return (
    <Card title={texts.signIn.title} about={texts.signIn.about}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={texts.signIn.email}
            type="text"
            inputMode="email"
            name="email"
            autoComplete="username"
            required
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <PasswordInput
            label={texts.signIn.password}
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {signIn.error !== null && <FailureNote error={signIn.error} />}
          <Button type="submit" loading={signIn.isPending} mt="xs">
            {texts.signIn.submit}
          </Button>
          <Text size="xs" c="dimmed">
            {texts.signIn.help}
          </Text>
        </Stack>
      </form>
    </Card>
  );
}
