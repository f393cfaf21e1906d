import { Alert, Text } from '@mantine/core';
import { texts } from '../texts/texts.ts';
import { Copyable } from './copyable.tsx';
import { Icon } from './icon.tsx';

/** A secret that is shown this once, until it is closed. */
export function ShownOnce({
  title,
  secret,
  about,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  readonly about: string;
  readonly onClose: () => void;
}) {
  return (
    <Alert
      color="teal"
      icon={<Icon name="key" />}
      title={title}
      mb="md"
      withCloseButton
      closeButtonLabel={texts.actions.close}
      onClose={onClose}
    >
      <Copyable text={secret} />
      <Text size="sm">{about}</Text>
    </Alert>
  );
}
