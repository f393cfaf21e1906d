import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { texts } from '../texts/texts.ts';
import { useOrganizationClock } from '../time/zone-clock.ts';
import { LoadingNote } from './notes.tsx';

/** The fields of something, as people read them. */
export type ShownFields = Readonly<Record<string, unknown>>;

/** Told where somebody else saved first: who and when, yours beside theirs, and what to do. Nothing is lost before one of them is chosen. */
export function ConflictDialog<Stored extends { readonly version: number }>(props: {
  readonly isOpen: boolean;
  readonly entity: string;
  readonly id: string;
  readonly yours: ShownFields;
  readonly fetchTheirs: () => Promise<Stored>;
  readonly shown: (stored: Stored) => ShownFields;
  readonly onKeepMine: (version: number) => void;
  readonly onTakeTheirs: (stored: Stored) => void;
  readonly onClose: () => void;
}) {
  const { isOpen, entity, id, yours, fetchTheirs, shown, onKeepMine, onTakeTheirs, onClose } = props;
  const clock = useOrganizationClock();
  const mayAudit = useMay('audit:read');
  const theirs = useQuery({
    queryKey: ['theirs', id],
    queryFn: fetchTheirs,
    enabled: isOpen,
    staleTime: 0,
    gcTime: 0,
  });
  const last = useQuery({
    queryKey: ['last-change', id],
    queryFn: () => client.audit.list({ query: { entity, entityId: id, limit: 1 } }),
    enabled: isOpen && mayAudit,
    staleTime: 0,
    gcTime: 0,
  });
  const change = last.data?.items[0];
  const stored = theirs.data;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="lg"
      title={<Text fw={640}>{texts.conflict.title}</Text>}
      closeButtonProps={{ 'aria-label': texts.actions.close }}
    >
      <Stack gap="sm">
        <Text size="sm" fw={560}>
          {change === undefined
            ? texts.conflict.unknown
            : texts.conflict.by(change.actor.name, clock(change.at))}
        </Text>
        <Text size="sm" c="dimmed">
          {texts.conflict.about}
        </Text>
        {stored === undefined ? (
          <LoadingNote />
        ) : (
          <>
            <Differences yours={yours} theirs={shown(stored)} />
            <Group gap="xs" justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {texts.conflict.goOn}
              </Button>
              <Button variant="default" onClick={() => onTakeTheirs(stored)}>
                {texts.conflict.takeTheirs}
              </Button>
              <Button onClick={() => onKeepMine(stored.version)}>{texts.conflict.keepMine}</Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}

function Differences({ yours, theirs }: { readonly yours: ShownFields; readonly theirs: ShownFields }) {
  const names = [...new Set([...Object.keys(yours), ...Object.keys(theirs)])];
  const different = names.filter((name) => JSON.stringify(yours[name]) !== JSON.stringify(theirs[name]));
  return (
    <div className="table-frame">
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">{texts.conflict.field}</th>
            <th scope="col">{texts.conflict.yours}</th>
            <th scope="col">{texts.conflict.theirs}</th>
          </tr>
        </thead>
        <tbody>
          {different.map((name) => (
            <tr key={name}>
              <td>{name}</td>
              <td className="mono">{plain(yours[name])}</td>
              <td className="mono">{plain(theirs[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function plain(value: unknown): string {
  if (value === undefined || value === null) return '—';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
