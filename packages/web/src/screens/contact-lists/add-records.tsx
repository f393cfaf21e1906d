import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { asSentence, sentenceOfError } from '../../api/failure.ts';
import { FileField } from '../../parts/file-field.tsx';
import { FormModal } from '../../parts/form-modal.tsx';
import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { clientIdLines, inGroups, type ClientIdLine } from './client-id-lines.ts';

const WORDS = texts.contactLists;
/** So many of what could not be added are told, one by one. */
const PROBLEMS_SHOWN = 20;

interface Sum {
  readonly lines: number;
  readonly added: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly problems: readonly string[];
}

const NOTHING: Sum = { lines: 0, added: 0, unchanged: 0, failed: 0, problems: [] };

/** Adds contacts to a list by their client ids, typed or from a file of any length: a thousand at a time, until it ends or is stopped. */
export function AddRecords({
  id,
  onClose,
  onAdded,
}: {
  readonly id: string;
  readonly onClose: () => void;
  readonly onAdded: () => void;
}) {
  const [typed, setTyped] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [state, setState] = useState<'asking' | 'adding' | 'done' | 'stopped'>('asking');
  const [sum, setSum] = useState<Sum>(NOTHING);
  const [problem, setProblem] = useState<string | null>(null);
  const stopping = useRef<AbortController | null>(null);
  const run = async () => {
    if (file === null && typed.trim() === '') {
      setProblem(WORDS.addNothing);
      return;
    }
    setProblem(null);
    setState('adding');
    const { signal } = (stopping.current = new AbortController());
    let now = NOTHING;
    try {
      for await (const lines of inGroups(clientIdLines(piecesOf(file, typed)), API_LIMITS.rowsMax)) {
        if (isOver(signal)) break;
        now = plus(now, await addLines(id, lines));
        setSum(now);
      }
      setState(isOver(signal) ? 'stopped' : 'done');
    } catch (error) {
      setProblem(sentenceOfError(error));
      setState('stopped');
    }
    onAdded();
  };
  const mayLeave = () => state !== 'asking' || (typed.trim() === '' && file === null);
  const stop = () => {
    stopping.current?.abort();
    onClose();
  };
  return (
    <FormModal size="lg" title={WORDS.add} mayLeave={mayLeave} onClose={stop}>
      {(close) => (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void run();
          }}
        >
          <Stack gap="md">
            {state === 'asking' ? (
              <>
                <Textarea
                  label={WORDS.clientId}
                  description={WORDS.addHelp}
                  rows={6}
                  data-autofocus
                  disabled={file !== null}
                  value={typed}
                  onChange={(event) => setTyped(event.currentTarget.value)}
                />
                <FileField
                  label={WORDS.addFile}
                  description={WORDS.addFileHelp}
                  accept=".csv,.txt,text/plain,text/csv"
                  onChange={setFile}
                />
              </>
            ) : (
              <Told state={state} sum={sum} />
            )}
            {problem !== null && (
              <Text size="sm" c="var(--mantine-color-error)" role="alert">
                {problem}
              </Text>
            )}
            <Group justify="flex-end" gap="xs">
              {state === 'adding' ? (
                <Button variant="default" onClick={() => stopping.current?.abort()}>
                  {WORDS.addStop}
                </Button>
              ) : (
                <Button variant="default" onClick={close}>
                  {state === 'asking' ? texts.actions.cancel : texts.actions.close}
                </Button>
              )}
              {state === 'asking' && <Button type="submit">{WORDS.addDo}</Button>}
            </Group>
          </Stack>
        </form>
      )}
    </FormModal>
  );
}

/** A function, because a press changes it between two looks. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}

function Told({ state, sum }: { readonly state: 'adding' | 'done' | 'stopped'; readonly sum: Sum }) {
  const shown = (count: number) => count.toLocaleString('en-US');
  return (
    <Stack gap={6} aria-live="polite">
      {state === 'adding' && <Text size="sm">{WORDS.adding(shown(sum.lines))}</Text>}
      {state === 'stopped' && <Text size="sm">{WORDS.addStopped}</Text>}
      <Group gap={6}>
        {state === 'done' && <Icon name="tick" />}
        <Text fw={560}>{WORDS.addDone(shown(sum.added), shown(sum.unchanged))}</Text>
      </Group>
      {sum.failed > 0 && (
        <>
          <Text size="sm" c="var(--mantine-color-error)">
            {WORDS.addProblems(shown(sum.failed))}
          </Text>
          {sum.problems.map((sentence) => (
            <Text key={sentence} size="sm" c="dimmed">
              {sentence}
            </Text>
          ))}
        </>
      )}
    </Stack>
  );
}

/** The text of the file where there is one, else what was typed; never the whole file at once. */
async function* piecesOf(file: File | null, typed: string): AsyncGenerator<string> {
  if (file === null) {
    yield typed;
    return;
  }
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}

async function addLines(id: string, lines: readonly ClientIdLine[]): Promise<Sum> {
  const isShort = ({ clientId }: ClientIdLine) => clientId.length <= API_LIMITS.clientIdLengthMax;
  const sent = lines.filter(isShort);
  const tooLong = lines.filter((line) => !isShort(line)).map((line) => sentenceFor(line, WORDS.tooLong));
  const records = sent.map(({ clientId }) => ({ clientId }));
  const { added, unchanged, problems } =
    sent.length === 0
      ? { added: 0, unchanged: 0, problems: [] }
      : await client.contactLists.addRecords({ params: { id }, body: { records } });
  const refused = problems.flatMap(({ path, sentence }) => {
    const line = sent[Number(path.split('/')[2])];
    return line === undefined ? [] : [sentenceFor(line, sentence)];
  });
  const told = [...tooLong, ...refused];
  return { lines: lines.length, added, unchanged, failed: told.length, problems: told };
}

function sentenceFor({ line, clientId }: ClientIdLine, sentence: string): string {
  return asSentence(WORDS.addProblem(line.toLocaleString('en-US'), clientId.slice(0, 80), sentence));
}

function plus(one: Sum, other: Sum): Sum {
  return {
    lines: one.lines + other.lines,
    added: one.added + other.added,
    unchanged: one.unchanged + other.unchanged,
    failed: one.failed + other.failed,
    problems: [...one.problems, ...other.problems].slice(0, PROBLEMS_SHOWN),
  };
}
