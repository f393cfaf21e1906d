import { Center, Paper, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { texts } from '../../texts/texts.ts';

/** A small form alone on the page. */
export function Card({
  title,
  about,
  children,
}: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}) {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · ${texts.product}`;
    return () => {
      document.title = before;
    };
  }, [title]);
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper p="xl" w="100%" maw={400} component="section">
        <img src="/icon.svg" width={32} height={32} alt="" />
        <Title order={1} mt="xs">
          {title}
        </Title>
        {about !== undefined && (
          <Text c="dimmed" size="sm" mb="md" mt={4}>
            {about}
          </Text>
        )}
        {children}
      </Paper>
    </Center>
  );
}
