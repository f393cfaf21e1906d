import { Button, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { ClearFilters } from '../../parts/clear-filters.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Screen } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { actionWords } from './action-words.ts';
import { AuditChange } from './audit-change.tsx';
import { auditFileAddress, auditFilterOf, type AuditEntry } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { ChainNote } from './chain-note.tsx';
import './audit.css';

const WORDS = texts.audit;
const FORMATS = ['csv', 'ndjson'] as const;

/** Every change: who, when, before and after (seed B8). */
export function AuditScreen() {
  const search = useAddressTexts();
  const navigate = useNavigate();
  const clock = useOrganizationClock();
  const filter = auditFilterOf(search);
  const isFiltered = Object.keys(filter).length > 0;
  const go = (change: Readonly<Record<string, string>>) =>
    void navigate({
      to: '/audit',
      search: Object.fromEntries(Object.entries({ ...search, ...change }).filter(([, text]) => text !== '')),
    });
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={FORMATS.map((format) => (
        <Button
          key={format}
          variant="default"
          component="a"
          href={auditFileAddress(filter, format)}
          download={`audit.${format}`}
          title={WORDS.downloadHelp}
        >
          {WORDS[format]}
        </Button>
      ))}
    >
      <ChainNote />
      <AuditFilters filter={filter} onChange={go} />
      <DataList<AuditEntry>
        label={WORDS.title}
        queryKey={['audit', filter]}
        fetchPage={(page) => client.audit.list({ query: { ...page, ...filter } })}
        rowKey={({ id }) => id}
        empty={isFiltered ? WORDS.emptyFiltered : WORDS.empty}
        emptyAction={isFiltered && <ClearFilters onClear={() => void navigate({ to: '/audit' })} />}
        columns={[
          { title: WORDS.at, cell: ({ at }) => <Text size="xs">{clock(at)}</Text> },
          {
            title: WORDS.who,
            cell: ({ actor }) => (
              <>
                <LinkButton
                  text={actor.name}
                  help={WORDS.onlyWho(actor.name)}
                  onPress={() => go({ by: actor.id, kind: '' })}
                />
                <Text size="xs" c="dimmed">
                  {WORDS.kinds[actor.kind]}, {WORDS.sources[actor.source]}
                </Text>
              </>
            ),
          },
          {
            title: WORDS.action,
            cell: (entry) => (
              <>
                <Text size="sm" title={entry.action}>
                  {actionWords(entry.action)}
                </Text>
                <LinkButton
                  text={nameOf(entry) ?? WORDS.onlyOne}
                  help={WORDS.onlyOne}
                  onPress={() => go({ entity: entry.entity, id: entry.entityId })}
                />
              </>
            ),
          },
          { title: WORDS.change, cell: (entry) => <AuditChange entry={entry} /> },
        ]}
      />
    </Screen>
  );
}

function LinkButton(props: { readonly text: string; readonly help: string; readonly onPress: () => void }) {
  const { text, help, onPress } = props;
  return (
    <button type="button" className="plain-button change-link" title={help} onClick={onPress}>
      {text}
    </button>
  );
}

/** What the changed thing is called, where it has a name. */
function nameOf({ before, after }: AuditEntry): string | undefined {
  const state = (after ?? before) as { readonly name?: unknown } | null;
  return typeof state?.name === 'string' && state.name !== '' ? state.name : undefined;
}
