import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { texts } from '../../texts/screen-texts.ts';
import { EffectNote } from '../rules/rule-effect.tsx';

/** How long nothing has to be typed before the last days are looked at, milliseconds: that takes the server up to some seconds. */
const LOOK_AFTER_MS = 1_200;

type Question = Parameters<typeof client.organization.effect>[0]['body'];

/** What other hours and limits would have changed in the last 30 days, while they are written. */
export function LimitsEffect({
  draft,
  isChanged,
}: {
  readonly draft: Question;
  /** False: they are those in force, which would have changed nothing. */
  readonly isChanged: boolean;
}) {
  const [body] = useDebouncedValue(draft, LOOK_AFTER_MS);
  const effect = useQuery({
    queryKey: ['organization', 'effect', body],
    queryFn: ({ signal }) => client.organization.effect({ body, signal }),
    enabled: isChanged,
    retry: false,
    staleTime: 60_000,
  });
  if (!isChanged)
    return (
      <Text size="sm" c="dimmed">
        {texts.settings.limitsEffect}
      </Text>
    );
  return <EffectNote isReady effect={effect.data} failed={effect.isError ? effect : null} />;
}
