import { Button, Group, List, Loader, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asSentence } from '../../api/failure.ts';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useLocalSentence } from '../../time/zone-clock.ts';
import { ruleArea, type RuleDraft, type RuleEffect as Effect, type RuleKindView } from './rule-kind.ts';

/** How long nothing has to be typed before the last days are looked at: that takes the server up to some seconds. */
const LOOK_AFTER_MS = 1_200;
/** Examples that stand there; the backtest has more. */
const EXAMPLES_SHOWN = 5;

/** What a rule would have changed in the last days, while it is written. It says nothing of a rule that could not be saved. */
export function RuleEffect<Conditions>({
  view: { kind, resource, isWhole },
  draft,
  replaces,
}: {
  readonly view: RuleKindView<Conditions>;
  readonly draft: RuleDraft<Conditions>;
  /** The rule that it would take the place of; null: a new one. */
  readonly replaces: string | null;
}) {
  const [settled] = useDebouncedValue(draft, LOOK_AFTER_MS);
  const named = settled.name === '' ? { ...settled, name: 'New' } : settled;
  const whole = isWhole(named.conditions);
  const check = useQuery({
    queryKey: [ruleArea(kind), 'check', named],
    queryFn: ({ signal }) => resource.check({ body: named, signal }),
    enabled: whole,
    retry: false,
  });
  const isValid = check.data?.valid === true;
  const effect = useQuery({
    queryKey: [ruleArea(kind), 'effect', replaces, named],
    queryFn: ({ signal }) =>
      resource.effect({ body: { ...named, ...(replaces === null ? {} : { replaces }) }, signal }),
    enabled: whole && isValid,
    retry: false,
    staleTime: 60_000,
  });
  return (
    <EffectNote
      isReady={whole && check.data?.valid !== false}
      effect={effect.data}
      isOptional={!named.required}
      failed={effect.isError ? effect : check.isError ? check : null}
    />
  );
}

/** What would have been changed: nothing yet, being looked for, not to be worked out, or found. */
export function EffectNote({
  isReady,
  effect,
  isOptional = false,
  failed,
  title = texts.rules.effect.title,
  notYet = texts.rules.effect.notYet,
  children,
}: {
  /** False: what is written could not be saved. */
  readonly isReady: boolean;
  /** Undefined: it is being looked for. */
  readonly effect: Effect | undefined;
  readonly isOptional?: boolean;
  readonly failed: { readonly refetch: () => unknown } | null;
  readonly title?: string;
  /** What is said while nothing can be looked for. */
  readonly notYet?: string;
  /** What else is said of what was found. */
  readonly children?: ReactNode;
}) {
  const words = texts.rules.effect;
  return (
    <Section title={title}>
      <div role="status" aria-label={title}>
        {!isReady ? (
          <Text size="sm" c="dimmed">
            {notYet}
          </Text>
        ) : effect !== undefined ? (
          <Stack gap="xs">
            <Found effect={effect} isOptional={isOptional} />
            {children}
          </Stack>
        ) : failed !== null ? (
          <Group gap="sm">
            <Text size="sm" c="dimmed">
              {words.failed}
            </Text>
            <Button size="compact-sm" variant="default" onClick={() => void failed.refetch()}>
              {words.again}
            </Button>
          </Group>
        ) : (
          <Group gap="sm">
            <Loader size="xs" />
            <Text size="sm" c="dimmed">
              {words.looking}
            </Text>
          </Group>
        )}
      </div>
    </Section>
  );
}

function Found({ effect, isOptional }: { readonly effect: Effect; readonly isOptional: boolean }) {
  const words = texts.rules.effect;
  const sentenceOf = useLocalSentence();
  const { attempts, blockedQuestions, blockedMore, allowedMore, days, isWhole, share, rules } = effect;
  const examples = rules
    .flatMap(({ examples: own, change }) => own.map((example) => ({ ...example, change })))
    .slice(0, EXAMPLES_SHOWN);
  if (isWhole && attempts + blockedQuestions === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.nothingThere(days)}
      </Text>
    );
  return (
    <Stack gap="xs">
      {blockedMore + allowedMore === 0 ? (
        <Text size="sm">{words.nothing(attempts)}</Text>
      ) : (
        <Group gap="lg">
          <Text size="sm">
            <b>{words.blocked(blockedMore)}</b>
          </Text>
          <Text size="sm">
            <b>{words.allowed(allowedMore)}</b>
          </Text>
          <Text size="sm" c="dimmed">
            {words.of(attempts, blockedQuestions)}
          </Text>
        </Group>
      )}
      {isOptional && (
        <Text size="sm" c="dimmed">
          {words.optional}
        </Text>
      )}
      {!isWhole && (
        <Text size="sm" c="dimmed">
          {words.part(share)}
        </Text>
      )}
      {examples.length > 0 && (
        <List size="sm" spacing={4}>
          {examples.map(({ id, change, atLocal, at, zone, device, channel, sentence }) => (
            <List.Item key={id}>
              {words.example(
                change,
                atLocal === '' ? at : `${atLocal.replace('T', ' ')} ${zone}`,
                texts.channels[channel],
                device,
              )}{' '}
              <Text span size="sm" c="dimmed">
                {asSentence(sentenceOf(sentence))}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
