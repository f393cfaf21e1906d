import { Button, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { sentenceOfError } from '../api/failure.ts';
import { enterSession } from '../api/query-client.ts';
import { useSession } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { LeaveQuestion, mayLeaveScreen } from '../parts/leave-guard.tsx';
import { toast } from '../parts/toast.ts';
import { texts } from '../texts/texts.ts';

const SCHEMES: readonly { readonly value: MantineColorScheme; readonly title: string }[] = [
  { value: 'auto', title: texts.shell.auto },
  { value: 'light', title: texts.shell.light },
  { value: 'dark', title: texts.shell.dark },
];

/** Who is signed in, the colours, and the way out; open at once, because it is loaded when it is pressed. */
export function UserMenu() {
  const { name, role } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const signOut = useMutation({
    mutationFn: () => client.session.signOut(),
    onSuccess: () => enterSession(null),
    // Whoever is not signed out must not think so: the next person at this browser would go on in their name.
    onError: (error) => toast(sentenceOfError(error), 'failure'),
  });
  const menu = (
    <Menu position="bottom-end" width={240} defaultOpened>
      <Menu.Target>
        <Button variant="subtle" color="gray" px={8} aria-label={name}>
          <Icon name="person" />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name}
          <br />
          {texts.shell.roles[role]}
        </Menu.Label>
        <Menu.Item leftSection={<Icon name="key" />} onClick={() => void navigate({ to: '/password' })}>
          {texts.shell.changePassword}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="code" />} component="a" href="/api/docs" target="_blank">
          {texts.shell.docs}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{texts.shell.scheme}</Menu.Label>
        {SCHEMES.map(({ value, title }) => (
          <Menu.Item
            key={value}
            leftSection={colorScheme === value ? <Icon name="tick" /> : <span style={{ width: 16 }} />}
            onClick={() => setColorScheme(value)}
          >
            {title}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="arrow" />}
          onClick={() => (mayLeaveScreen() ? signOut.mutate() : setAsking(true))}
        >
          {texts.shell.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <>
      {menu}
      {isAsking && (
        <LeaveQuestion
          onStay={() => setAsking(false)}
          onLeave={() => {
            setAsking(false);
            signOut.mutate();
          }}
        />
      )}
    </>
  );
}
