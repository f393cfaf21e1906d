import { Button, Group, NativeSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { readAll } from '../../api/read-all.ts';
import { useMay } from '../../api/session.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ACTIONS, actionWords, THINGS, thingWords } from './action-words.ts';
import { ACTOR_KINDS, SOURCES, type AuditFilter } from './audit-filter.ts';

const WORDS = texts.audit;
/** Before what a kind of caller is chosen by, beside ids. */
const ANY = 'any ';

/** Which changes are shown; all of it stands in the address. An empty text takes a filter away. */
export function AuditFilters({
  filter,
  onChange,
}: {
  readonly filter: AuditFilter;
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
}) {
  const { entity, entityId, action, source } = filter;
  const things = entity === undefined || THINGS.includes(entity) ? THINGS : [...THINGS, entity];
  const actions = action === undefined || ACTIONS.includes(action) ? ACTIONS : [...ACTIONS, action];
  return (
    <Group mb="sm" gap="sm" align="flex-end">
      {(['from', 'to'] as const).map((edge) => (
        <TextInput
          key={edge}
          size="xs"
          w={125}
          type="date"
          label={WORDS[edge]}
          value={filter[edge] ?? ''}
          onChange={(event) => onChange({ [edge]: event.currentTarget.value })}
        />
      ))}
      <WhoFilter filter={filter} onChange={onChange} />
      <NativeSelect
        size="xs"
        w={170}
        label={WORDS.entity}
        data={[
          { value: '', label: WORDS.allEntities },
          ...things.map((one) => ({ value: one, label: thingWords(one) })),
        ]}
        value={entity ?? ''}
        onChange={(event) => onChange({ entity: event.currentTarget.value, id: '' })}
      />
      <Select
        size="xs"
        w={210}
        label={WORDS.action}
        placeholder={WORDS.anyAction}
        searchable
        clearable
        data={actions.map((one) => ({ value: one, label: actionWords(one) }))}
        value={action ?? null}
        onChange={(one) => onChange({ action: one ?? '' })}
      />
      <NativeSelect
        size="xs"
        label={WORDS.source}
        data={[
          { value: '', label: WORDS.anySource },
          ...SOURCES.map((one) => ({ value: one, label: WORDS.sources[one] })),
        ]}
        value={source ?? ''}
        onChange={(event) => onChange({ source: event.currentTarget.value })}
      />
      {entityId !== undefined && (
        <Button size="xs" variant="default" onClick={() => onChange({ id: '' })}>
          {WORDS.showAll}
        </Button>
      )}
    </Group>
  );
}

/** A kind of caller, or one: whom the role may not list is chosen in the table, and named by the log itself. */
function WhoFilter({
  filter: { actorId, actorKind },
  onChange,
}: {
  readonly filter: AuditFilter;
  readonly onChange: (change: Readonly<Record<string, string>>) => void;
}) {
  const [mayReadUsers, mayReadKeys] = [useMay('users:read'), useMay('api-keys:read')];
  const users = useQuery({
    queryKey: ['users', 'choices'],
    queryFn: () => readAll((query) => client.users.list({ query })),
    enabled: mayReadUsers,
  });
  const keys = useQuery({
    queryKey: ['api-keys', 'choices'],
    queryFn: () => readAll((query) => client.apiKeys.list({ query })),
    enabled: mayReadKeys,
  });
  const people = (users.data ?? []).map(({ id, email }) => ({ value: id, label: email }));
  const programs = (keys.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const isListed = [...people, ...programs].some(({ value }) => value === actorId);
  const named = useQuery({
    queryKey: ['audit', 'actor', actorId],
    queryFn: () => client.audit.list({ query: { actorId: actorId ?? '', limit: 1 } }),
    enabled: actorId !== undefined && !isListed,
  });
  const other =
    actorId === undefined || isListed
      ? []
      : [{ value: actorId, label: named.data?.items[0]?.actor.name ?? actorId }];
  return (
    <Select
      size="xs"
      w={170}
      label={WORDS.who}
      placeholder={WORDS.anybody}
      searchable
      clearable
      data={[
        {
          group: WORDS.kindsTitle,
          items: ACTOR_KINDS.map((kind) => ({ value: `${ANY}${kind}`, label: WORDS.anyOfKind[kind] })),
        },
        { group: WORDS.peopleTitle, items: people },
        { group: WORDS.keysTitle, items: programs },
        { group: WORDS.otherTitle, items: other },
      ].filter(({ items }) => items.length > 0)}
      value={actorId ?? (actorKind === undefined ? null : `${ANY}${actorKind}`)}
      onChange={(who) =>
        onChange(
          who?.startsWith(ANY) === true
            ? { kind: who.slice(ANY.length), by: '' }
            : { kind: '', by: who ?? '' },
        )
      }
    />
  );
}
