import { Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../api/session.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { texts } from '../texts/texts.ts';
import { PLACES } from './navigation.ts';

interface Choice {
  readonly title: string;
  readonly icon: IconName;
  readonly path: string;
  readonly search?: Readonly<Record<string, string>>;
  readonly hash?: string;
  readonly keys?: string;
}

/** Goes anywhere by a few letters; what is no place is looked for among the contacts, or asked about. */
export function Palette({
  isOpen,
  onClose,
  go,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly go: (path: string, search?: Readonly<Record<string, string>>, hash?: string) => void;
}) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const choices = useChoices(text.trim());
  const close = () => {
    setText('');
    setChosen(0);
    onClose();
  };
  const pick = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    close();
    go(choice.path, choice.search, choice.hash);
  };
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      withCloseButton={false}
      padding="xs"
      yOffset="12vh"
      centered={false}
      attributes={{ content: { 'aria-label': texts.shell.search } }}
    >
      <TextInput
        data-autofocus
        aria-label={texts.shell.search}
        placeholder={texts.shell.search}
        leftSection={<Icon name="search" />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') pick(choices[chosen]);
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (step === 0) return;
          event.preventDefault();
          setChosen((before) => Math.min(Math.max(before + step, 0), choices.length - 1));
        }}
      />
      <Stack gap={0} mt="xs" mah="50vh" style={{ overflowY: 'auto' }}>
        {choices.map((choice, index) => (
          <UnstyledButton
            key={`${choice.path}${choice.title}`}
            className="nav-link"
            data-status={index === chosen ? 'active' : undefined}
            onClick={() => pick(choice)}
          >
            <Icon name={choice.icon} />
            <Group justify="space-between" flex={1}>
              <Text size="sm" span>
                {choice.title}
              </Text>
              {choice.keys !== undefined && <kbd>g {choice.keys}</kbd>}
            </Group>
          </UnstyledButton>
        ))}
      </Stack>
    </Modal>
  );
}

function useChoices(text: string): readonly Choice[] {
  const { scopes } = useSession();
  const places = PLACES.filter(
    ({ title, scope }) => scopes.includes(scope) && title.toLowerCase().includes(text.toLowerCase()),
  ).map(({ title, icon, path, key }): Choice => ({
    title,
    icon,
    path,
    ...(key === undefined ? {} : { keys: key }),
  }));
  if (text === '') return places;
  const found: Choice[] = [
    { title: texts.shell.paletteDecide(text), icon: 'question', path: '/decide', search: { q: text } },
    {
      title: texts.shell.paletteContact(text),
      icon: 'people',
      path: '/contacts',
      hash: encodeURIComponent(text),
    },
  ];
  return [...places, ...found];
}
