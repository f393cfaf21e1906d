import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { ClearFilters } from '../../parts/clear-filters.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';

const WORDS = texts.audit;

type Entry = Awaited<ReturnType<typeof client.audit.list>>['items'][number];

const ENTITIES = [
  'rule',
  'contact-date',
  'custom-timezone',
  'suppression-list',
  'opt-out',
  'contact',
  'account',
  'organization',
  'user',
  'api-key',
  'disposition',
  'treatment',
  'campaign-group',
  'dialing-profile',
  'campaign-template',
] as const;
const PARTS_SHOWN_MAX = 6;

/** Every change: who, when, before and after. */
export function AuditScreen() {
  const search = useAddressTexts();
  const navigate = useNavigate();
  const clock = useOrganizationClock();
  const { entity = '', id = '' } = search;
  const isFiltered = entity !== '' || id !== '';
  const go = (next: Readonly<Record<string, string>>) => void navigate({ to: '/audit', search: next });
  return (
    <Screen title={WORDS.title} about={WORDS.about}>
      <Group mb="sm" gap="sm" align="flex-end">
        <NativeSelect
          size="xs"
          label={WORDS.entity}
          data={[
            { value: '', label: WORDS.allEntities },
            ...ENTITIES.map((one) => ({ value: one, label: one.replaceAll('-', ' ') })),
          ]}
          value={entity}
          onChange={(event) =>
            go(event.currentTarget.value === '' ? {} : { entity: event.currentTarget.value })
          }
        />
        {id !== '' && (
          <Button size="xs" variant="default" onClick={() => go({ entity })}>
            {WORDS.showAll}
          </Button>
        )}
      </Group>
      <DataList<Entry>
        label={WORDS.title}
        queryKey={['audit', entity, id]}
        fetchPage={(page) =>
          client.audit.list({
            query: { ...page, ...(entity === '' ? {} : { entity }), ...(id === '' ? {} : { entityId: id }) },
          })
        }
        rowKey={(entry) => entry.id}
        empty={isFiltered ? WORDS.emptyFiltered : WORDS.empty}
        emptyAction={isFiltered && <ClearFilters onClear={() => go({})} />}
        columns={[
          { title: WORDS.at, cell: ({ at }) => <Text size="xs">{clock(at)}</Text> },
          {
            title: WORDS.who,
            cell: ({ actor }) => (
              <>
                <Text size="sm">{actor.name}</Text>
                <Text size="xs" c="dimmed">
                  {WORDS.kinds[actor.kind]}
                </Text>
              </>
            ),
          },
          {
            title: WORDS.action,
            cell: ({ action, entity: kind, entityId }) => (
              <button
                type="button"
                className="link"
                style={{
                  border: 0,
                  background: 'none',
                  padding: 0,
                  font: 'inherit',
                  cursor: 'pointer',
                  color: 'var(--mantine-primary-color-light-color)',
                }}
                title={WORDS.onlyOne}
                onClick={() => go({ entity: kind, id: entityId })}
              >
                {action}
              </button>
            ),
          },
          { title: WORDS.change, cell: (entry) => <Change entry={entry} /> },
        ]}
      />
    </Screen>
  );
}

/** Before and after as the fields that differ. */
function Change({ entry: { before, after, reason } }: { readonly entry: Entry }) {
  const [old, next] = [partsOf(before), partsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (name) => !HIDDEN.has(name) && JSON.stringify(old[name]) !== JSON.stringify(next[name]),
  );
  return (
    <div style={{ fontSize: 12.5 }}>
      {names.slice(0, PARTS_SHOWN_MAX).map((name) => (
        <div key={name}>
          <strong>{name}</strong> {before !== null && <del className="diff-old">{shown(old[name])}</del>}{' '}
          <ins className="diff-new" style={{ textDecoration: 'none' }}>
            {after === null ? '' : shown(next[name])}
          </ins>
        </div>
      ))}
      {names.length > PARTS_SHOWN_MAX && (
        <Text size="xs" c="dimmed">
          {WORDS.more(names.length - PARTS_SHOWN_MAX)}
        </Text>
      )}
      {reason !== null && (
        <div>
          {WORDS.reason}: {reason}
        </div>
      )}
    </div>
  );
}

/** What changes with every change and tells nothing. */
const HIDDEN = new Set(['version', 'updatedAt', 'createdAt', 'id']);

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
