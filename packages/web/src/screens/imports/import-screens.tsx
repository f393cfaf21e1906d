import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { client } from '../../api/client.ts';
import { useMay, useSession } from '../../api/session.ts';
import { EmptyNote, Loaded, LoadingNote } from '../../parts/notes.tsx';
import { Screen } from '../../parts/screen.tsx';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ImportFile } from './import-file.tsx';

export { ImportRunScreen } from './import-run.tsx';

const WORDS = texts.imports;

/** Brings a file into one suppression list. */
export function ImportFileScreen() {
  const id = usePathPart('id');
  const mayWrite = useMay('suppression:write');
  const { role } = useSession();
  const query = useQuery({
    queryKey: ['suppression-lists', id],
    queryFn: () => client.suppressionLists.get({ params: { id } }),
  });
  const defaultCountry = useDefaultCountry();
  if (defaultCountry === undefined) return <LoadingNote />;
  return (
    <Loaded query={query}>
      {(list) => (
        <Screen
          title={WORDS.of(list.name)}
          about={WORDS.about}
          actions={
            <Button variant="default" component={Link} to={`/suppression-lists/${id}`} data-shortcut="back">
              {WORDS.toList}
            </Button>
          }
        >
          {mayWrite ? (
            <ImportFile list={list} defaultCountry={defaultCountry} />
          ) : (
            <EmptyNote>{texts.states.readOnly(texts.shell.roles[role])}</EmptyNote>
          )}
        </Screen>
      )}
    </Loaded>
  );
}

/** The organization's country of numbers that name none; empty where it has none, undefined until it is known. */
export function useDefaultCountry(): string | undefined {
  const { data } = useQuery({ queryKey: ['organization'], queryFn: () => client.organization.get() });
  return data === undefined ? undefined : data.defaultCountry;
}
