import { Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { texts } from '../texts/texts.ts';

/** The frame of a screen: its title (also the browser's), one line of what it is for, and what can be done. */
export function Screen(props: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly isNarrow?: boolean;
  readonly children: ReactNode;
}) {
  const { title, about, actions, isNarrow = false, children } = props;
  useEffect(() => {
    document.title = `${title} · ${texts.product}`;
  }, [title]);
  return (
    <div className={isNarrow ? 'screen screen-narrow' : 'screen'}>
      <Group justify="space-between" align="flex-start" gap="sm" mb="md">
        <Stack gap={2} maw={720}>
          <Title order={1}>{title}</Title>
          {about !== undefined && (
            <Text c="dimmed" size="sm" component="div">
              {about}
            </Text>
          )}
        </Stack>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </div>
  );
}

/** A part of a screen with a heading. */
export function Section({
  title,
  actions,
  children,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section aria-label={title}>
      <Group justify="space-between" mb={6} mt="lg" gap="xs">
        <Title order={2}>{title}</Title>
        {actions}
      </Group>
      {children}
    </section>
  );
}
