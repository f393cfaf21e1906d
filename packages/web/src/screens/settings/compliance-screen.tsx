import { Alert, Button, FileButton, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { asSentence } from '../../api/failure.ts';
import { useMay } from '../../api/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { LeaveGuard } from '../../parts/leave-guard.tsx';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Screen, Section } from '../../parts/screen.tsx';
import { useAddressTexts } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { ImportFile } from '../imports/import-file.tsx';
import { useDefaultCountry } from '../imports/import-screens.tsx';
import { LISTS_KEPT } from '../suppression/list-kind.ts';

const WORDS = texts.compliance;

/** Import DNC List, and the opt-outs of a whole list of numbers (seed B3). */
export function ComplianceScreen() {
  const mayImport = useMay('suppression:write');
  const mayOptOut = useMay('opt-outs:write');
  return (
    <Screen
      title={WORDS.title}
      about={WORDS.about}
      actions={
        <Button variant="default" component={Link} to="/opt-outs">
          {WORDS.all}
        </Button>
      }
    >
      {mayImport && <ImportDncList />}
      {mayOptOut && <BulkOptOut />}
    </Screen>
  );
}

function ImportDncList() {
  const { list: chosen } = useAddressTexts();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(allKept(LISTS_KEPT));
  const defaultCountry = useDefaultCountry();
  const lists = (data ?? []).filter(({ isOwn }) => !isOwn);
  const list = lists.find(({ id }) => id === chosen) ?? (lists.length === 1 ? lists[0] : undefined);
  const create = (
    <Button
      variant="default"
      size="xs"
      component={Link}
      to="/suppression-lists/new"
      leftSection={<Icon name="plus" size={14} />}
    >
      {texts.imports.createList}
    </Button>
  );
  return (
    <Section title={texts.imports.title} actions={create}>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <LoadingNote />}
      {data !== undefined && lists.length === 0 && (
        <EmptyNote action={create}>{texts.imports.listNone}</EmptyNote>
      )}
      {lists.length > 0 && (
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {texts.imports.about}
          </Text>
          <Select
            label={texts.imports.list}
            description={texts.imports.listHelp}
            data={lists.map(({ id, name }) => ({ value: id, label: name }))}
            value={list?.id ?? null}
            searchable
            maw={420}
            onChange={(id) =>
              void navigate({
                to: '/settings/compliance',
                search: id === null ? {} : { list: id },
                replace: true,
              })
            }
          />
          {list !== undefined && defaultCountry !== undefined && (
            <ImportFile key={list.id} list={list} defaultCountry={defaultCountry} />
          )}
        </Stack>
      )}
    </Section>
  );
}

const INVALID_SHOWN = 20;

function BulkOptOut() {
  const [phones, setPhones] = useState('');
  const [reason, setReason] = useState('');
  const queryClient = useQueryClient();
  const written = phones
    .split(/[\n,;]/)
    .map((phone) => phone.trim())
    .filter((phone) => phone !== '');
  const record = useMutation({
    mutationFn: () => client.adminOptOuts.bulk({ body: { phones: written, reason } }),
    onSuccess: () => {
      setPhones('');
      for (const key of ['opt-outs', 'contacts', 'suppression-lists'])
        void queryClient.invalidateQueries({ queryKey: [key] });
    },
  });
  const { data: done } = record;
  // The reason alone stays where the numbers were recorded.
  const mayLeave = () => phones.trim() === '' && (reason.trim() === '' || record.isSuccess);
  return (
    <Section title={WORDS.optOuts}>
      <LeaveGuard mayLeave={mayLeave} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          record.mutate();
        }}
      >
        <Stack gap="sm" maw={620} align="flex-start">
          <Text size="sm" c="dimmed">
            {WORDS.optOutsAbout}
          </Text>
          <Textarea
            label={WORDS.phones}
            description={WORDS.phonesHelp}
            rows={5}
            w="100%"
            value={phones}
            onChange={(event) => setPhones(event.currentTarget.value)}
          />
          <FileButton
            accept=".txt,.csv"
            onChange={(file) => {
              if (file !== null) void file.text().then(setPhones);
            }}
          >
            {(props) => (
              <Button variant="default" size="xs" {...props}>
                {WORDS.phonesFile}
              </Button>
            )}
          </FileButton>
          <TextInput
            label={WORDS.reason}
            w="100%"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {record.error !== null && <FailureNote error={record.error} />}
          <Button
            type="submit"
            color="crimson"
            loading={record.isPending}
            disabled={written.length === 0 || reason.trim() === ''}
          >
            {WORDS.record}
          </Button>
        </Stack>
      </form>
      {done !== undefined && (
        <Alert color="teal" icon={<Icon name="tick" />} mt="md">
          {WORDS.done(`${done.matched}`, `${done.opted_out}`, `${done.stored}`)}
          {done.invalid.length > 0 && (
            <>
              <Text size="sm" mt={6}>
                {WORDS.invalid(`${done.invalid.length}`)}
              </Text>
              {done.invalid.slice(0, INVALID_SHOWN).map(({ index, value, sentence }) => (
                <Group key={index} gap={6}>
                  <Text size="sm" className="mono">
                    {value}
                  </Text>
                  <Text size="sm">{asSentence(sentence)}</Text>
                </Group>
              ))}
            </>
          )}
        </Alert>
      )}
    </Section>
  );
}
