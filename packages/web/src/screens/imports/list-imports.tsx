import { Badge, Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import type { StoredImport } from './import-run.tsx';

const WORDS = texts.imports;

/** The files that were brought into a list, newest first. */
export function ListImports({ listId, mayWrite }: { readonly listId: string; readonly mayWrite: boolean }) {
  const clock = useOrganizationClock();
  const begin = mayWrite ? (
    <Button
      size="xs"
      variant="default"
      component={Link}
      to={`/suppression-lists/${listId}/import`}
      leftSection={<Icon name="plus" size={14} />}
    >
      {WORDS.importFile}
    </Button>
  ) : undefined;
  return (
    <Section title={WORDS.imports} actions={begin}>
      <DataList<StoredImport>
        label={WORDS.imports}
        queryKey={['imports', listId]}
        fetchPage={(query) => client.listImports.list({ params: { id: listId }, query })}
        rowKey={({ id }) => id}
        empty={WORDS.importsEmpty}
        columns={[
          {
            title: WORDS.file,
            cell: ({ id, fileName }) => (
              <Link to="/suppression-lists/$id/imports/$importId" params={{ id: listId, importId: id }}>
                {fileName}
              </Link>
            ),
          },
          { title: WORDS.mode, cell: ({ mode }) => WORDS.modes[mode] },
          {
            title: WORDS.state,
            cell: ({ state }) => (
              <Badge color={state === 'in_force' ? 'teal' : state === 'failed' ? 'crimson' : 'gray'}>
                {WORDS.states[state]}
              </Badge>
            ),
          },
          { title: WORDS.good, isNumber: true, cell: ({ good }) => good.toLocaleString('en-US') },
          { title: WORDS.bad, isNumber: true, cell: ({ bad }) => bad.toLocaleString('en-US') },
          {
            title: WORDS.when,
            cell: ({ createdAt }) => (
              <Text size="xs" c="dimmed">
                {clock(createdAt)}
              </Text>
            ),
          },
        ]}
      />
    </Section>
  );
}
