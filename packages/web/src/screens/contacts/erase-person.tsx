import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { FormModal } from '../../parts/form-modal.tsx';
import { FailureNote } from '../../parts/notes.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.contacts;
/** Steps in their order, for showing how far it is. */
const STEPS = Object.keys(WORDS.eraseSteps) as (keyof typeof WORDS.eraseSteps)[];
/** How often an erasure under way is looked at, milliseconds. */
const LOOK_EVERY_MS = 700;

/** Erases a person: says what it leads to, asks for the client id typed once more, and shows how far it is. */
export function ErasePerson({
  clientId,
  who,
  onClose,
  onErased,
}: {
  readonly clientId: string;
  readonly who: string;
  readonly onClose: () => void;
  readonly onErased: () => void;
}) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const order = useMutation({
    mutationFn: () => client.erasures.create({ body: { clientId, reason: reason.trim() } }),
  });
  return (
    <FormModal
      title={WORDS.eraseTitle(who)}
      mayLeave={() => order.data !== undefined || (reason.trim() === '' && typed === '')}
      onClose={order.data === undefined ? onClose : onErased}
    >
      {(close) =>
        order.data === undefined ? (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              order.mutate();
            }}
          >
            <Stack gap="sm">
              <Text size="sm">{WORDS.eraseAbout}</Text>
              <Textarea
                label={WORDS.eraseReason}
                required
                autosize
                minRows={2}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <TextInput
                label={WORDS.eraseType(clientId)}
                required
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
              {order.error !== null && <FailureNote error={order.error} />}
              <Group justify="flex-end">
                <Button variant="default" onClick={close}>
                  {texts.actions.cancel}
                </Button>
                <Button
                  type="submit"
                  color="crimson"
                  loading={order.isPending}
                  disabled={typed !== clientId || reason.trim() === ''}
                >
                  {WORDS.erase}
                </Button>
              </Group>
            </Stack>
          </form>
        ) : (
          <UnderWay id={order.data.id} onClose={onErased} />
        )
      }
    </FormModal>
  );
}

function UnderWay({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { data, error } = useQuery({
    queryKey: ['erasure', id],
    queryFn: () => client.erasures.get({ params: { id } }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'finished' || state.data?.state === 'failed' ? false : LOOK_EVERY_MS,
  });
  if (error !== null) return <FailureNote error={error} />;
  const step = data?.step ?? 'identity';
  const isOver = data?.state === 'finished';
  return (
    <Stack gap="sm" aria-live="polite">
      <ProgressBar
        done={STEPS.indexOf(step) / (STEPS.length - 1)}
        label={WORDS.erasing(WORDS.eraseSteps[step])}
      />
      <Text size="sm">{isOver ? WORDS.erased : WORDS.erasing(WORDS.eraseSteps[step])}</Text>
      {data?.state === 'queued' && (
        <Text size="sm" c="dimmed">
          {WORDS.eraseWaits}
        </Text>
      )}
      {data?.error != null && <Alert color="crimson">{WORDS.eraseFailed(data.error.sentence)}</Alert>}
      <Group justify="flex-end">
        <Button onClick={onClose}>{texts.actions.close}</Button>
      </Group>
    </Stack>
  );
}
