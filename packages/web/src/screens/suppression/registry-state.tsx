import { Alert, Badge, Text } from '@mantine/core';
import { formatInstant, HOUR_MS, type Instant } from '@tact/engine';
import { Icon } from '../../parts/icon.tsx';
import { useServerNow } from '../../shell/clock.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import type { StoredList } from './list-kind.ts';

const WORDS = texts.registry;
/** Days before a registry list gets stale in which it is time for a newer one, as the service's metric has it. */
const SOON_DAYS = 3;

type Registry = NonNullable<StoredList['registry']>;

/** How long a registry list still proves something: a stale one, or one without a version, blocks (S26). Nothing for other lists. */
export function RegistryBadge({
  list: { registry, staleInDays },
}: {
  readonly list: Pick<StoredList, 'registry' | 'staleInDays'>;
}) {
  if (registry === null) return null;
  const words = WORDS.states;
  if (staleInDays === null || staleInDays < 0)
    return (
      <Badge color="crimson" leftSection={<Icon name="bar" size={12} />}>
        {staleInDays === null ? words.none : words.stale}
      </Badge>
    );
  return (
    <Badge color={staleInDays < SOON_DAYS ? 'amber' : 'gray'} leftSection={<Icon name="clock" size={12} />}>
      {words.staleIn(staleInDays)}
    </Badge>
  );
}

/** What a registry list covers and until when, above its entries; and that it blocks everybody, where it does. */
export function RegistryFacts({ list }: { readonly list: StoredList }) {
  const { registry, required, staleAt, staleInDays } = list;
  const clock = useOrganizationClock();
  if (registry === null) return null;
  const { versionAt, coverage } = registry;
  const isSoon = staleInDays !== null && staleInDays >= 0 && staleInDays < SOON_DAYS;
  return (
    <>
      <RegistryWarning registry={registry} required={required} />
      {isSoon && (
        <Alert color="amber" icon={<Icon name="clock" />} mb="sm">
          {WORDS.soon(clock(staleAt))}
        </Alert>
      )}
      <Text size="sm" c="dimmed" mb="sm">
        {WORDS.facts(
          versionAt === null ? WORDS.noVersion : clock(versionAt),
          coverage.length === 0 ? WORDS.noCoverage : coverage.join(', '),
          staleAt === null ? WORDS.noVersion : clock(staleAt),
        )}
      </Text>
    </>
  );
}

/** Says that a registry as it stands here, saved or not, lets nobody be contacted; nothing where it does not. */
export function RegistryWarning({
  registry,
  required,
}: {
  readonly registry: Registry;
  readonly required: boolean;
}) {
  const now = useServerNow();
  const clock = useOrganizationClock();
  const { versionAt, ageHoursMax, coverage } = registry;
  const words = WORDS.blocks;
  const staleAtMs = versionAt === null ? null : Date.parse(versionAt) + ageHoursMax * HOUR_MS;
  const reasons = [
    ...(staleAtMs === null ? [`${words.none} ${words.noneDo}`] : []),
    ...(staleAtMs !== null && staleAtMs < now
      ? [
          `${words.stale(clock(formatInstant(staleAtMs as Instant)), ageHoursMax.toLocaleString('en-US'))} ${words.staleDo}`,
        ]
      : []),
    ...(coverage.length === 0 ? [`${words.empty} ${words.emptyDo}`] : []),
  ];
  if (reasons.length === 0) return null;
  return (
    <Alert
      color="crimson"
      icon={<Icon name="warning" />}
      title={words.title(required)}
      role="alert"
      mb="sm"
      data-testid="registry-warning"
    >
      {reasons.map((reason) => (
        <Text key={reason} size="sm">
          {reason}
        </Text>
      ))}
    </Alert>
  );
}
