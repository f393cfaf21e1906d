import { Badge, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { DataList } from '../../parts/data-list.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import type { StoredContactImport } from './contact-file-settings.ts';

const WORDS = texts.contactImports;

/** The files of contacts that were brought in, newest first. */
export function ContactImports() {
  const clock = useOrganizationClock();
  return (
    <Section title={WORDS.imports}>
      <DataList<StoredContactImport>
        label={WORDS.imports}
        queryKey={['contact-imports']}
        fetchPage={(query) => client.contactImports.list({ query })}
        rowKey={({ id }) => id}
        empty={WORDS.importsEmpty}
        columns={[
          {
            title: WORDS.file,
            cell: ({ id, fileName }) => (
              <Link to="/contacts/imports/$id" params={{ id }}>
                {fileName}
              </Link>
            ),
          },
          {
            title: WORDS.state,
            cell: ({ phase, state }) => (
              <Badge color={colorOf(phase, state)}>
                {phase === 'undo' ? WORDS.undoStates[state] : WORDS.states[state]}
              </Badge>
            ),
          },
          { title: WORDS.created, isNumber: true, cell: ({ created }) => created.toLocaleString('en-US') },
          { title: WORDS.updated, isNumber: true, cell: ({ updated }) => updated.toLocaleString('en-US') },
          { title: WORDS.bad, isNumber: true, cell: ({ bad }) => bad.toLocaleString('en-US') },
          {
            title: texts.imports.when,
            cell: ({ createdBy, createdAt }) => (
              <Text size="xs" c="dimmed">
                {WORDS.by(createdBy, clock(createdAt))}
              </Text>
            ),
          },
        ]}
      />
    </Section>
  );
}

function colorOf(phase: StoredContactImport['phase'], state: StoredContactImport['state']): string {
  if (state === 'failed') return 'crimson';
  return state === 'finished' && phase === 'import' ? 'teal' : 'gray';
}
