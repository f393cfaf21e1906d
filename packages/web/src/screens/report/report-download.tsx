import { Alert, Button, Group, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { bytesText } from '../../parts/bytes-text.ts';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote } from '../../parts/notes.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { createReportFile, type ReportFile, type ReportFormat } from './report-file.ts';
import type { ReportFilter } from './report-filter.ts';

const WORDS = texts.report;
const FORMATS: readonly ReportFormat[] = ['csv', 'ndjson', 'pdf'];

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' | 'stopped'; readonly format: ReportFormat }
  | { readonly kind: 'failed'; readonly format: ReportFormat; readonly error: unknown }
  | { readonly kind: 'ready'; readonly format: ReportFormat; readonly url: string; readonly name: string };

/** Makes a file of the report, with its progress; it can be stopped, and goes on where it ended. */
export function ReportDownload({ filter, total }: { readonly filter: ReportFilter; readonly total: number }) {
  const [state, setState] = useState<State>({ kind: 'idle' });
  const [done, setDone] = useState({ rows: 0, bytes: 0 });
  const file = useRef<ReportFile | null>(null);
  const key = JSON.stringify(filter);
  useEffect(
    () => () => {
      file.current?.stop();
      file.current = null;
      setState({ kind: 'idle' });
    },
    [key],
  );
  useEffect(() => (state.kind === 'ready' ? () => URL.revokeObjectURL(state.url) : undefined), [state]);
  const read = async (format: ReportFormat) => {
    const current = (file.current ??= createReportFile(filter, format, setDone));
    setState({ kind: 'running', format });
    try {
      const made = await current.read();
      if (file.current !== current) return;
      if (made === null) setState({ kind: 'stopped', format });
      else setState({ kind: 'ready', format, url: URL.createObjectURL(made.blob), name: made.name });
    } catch (error) {
      if (file.current === current) setState({ kind: 'failed', format, error });
    }
  };
  const begin = (format: ReportFormat) => {
    file.current?.stop();
    file.current = null;
    setDone({ rows: 0, bytes: 0 });
    void read(format);
  };
  return (
    <>
      <Group gap="xs" mb="sm">
        <Text size="sm">{WORDS.download}</Text>
        {FORMATS.map((format) => (
          <Button
            key={format}
            size="xs"
            variant="default"
            disabled={state.kind === 'running'}
            onClick={() => begin(format)}
          >
            {WORDS.formats[format]}
          </Button>
        ))}
      </Group>
      {(state.kind === 'running' || state.kind === 'stopped') && (
        <Alert color="gray" mb="sm">
          <Group justify="space-between" mb={6}>
            <Text size="sm" role="status">
              {state.kind === 'running' ? WORDS.downloading(WORDS.formats[state.format]) : WORDS.stopped}
            </Text>
            <Text size="sm" c="dimmed">
              {state.format !== 'pdf' &&
                `${WORDS.downloadRows(done.rows.toLocaleString('en-US'), total.toLocaleString('en-US'))}, `}
              {bytesText(done.bytes)}
            </Text>
          </Group>
          <ProgressBar
            done={state.format === 'pdf' ? null : Math.min(1, done.rows / Math.max(1, total))}
            label={WORDS.downloadProgress}
          />
          <Button
            size="xs"
            variant="default"
            mt="xs"
            onClick={() => (state.kind === 'running' ? file.current?.stop() : void read(state.format))}
          >
            {state.kind === 'running' ? WORDS.stop : WORDS.goOn}
          </Button>
        </Alert>
      )}
      {state.kind === 'failed' && <FailureNote error={state.error} onRetry={() => void read(state.format)} />}
      {state.kind === 'ready' && (
        <Alert color="teal" icon={<Icon name="tick" />} mb="sm">
          <Group justify="space-between" gap="sm">
            <Text size="sm">
              {state.format === 'pdf'
                ? WORDS.readyPdf(state.name)
                : WORDS.ready(state.name, done.rows.toLocaleString('en-US'))}
            </Text>
            <Button size="xs" component="a" href={state.url} download={state.name}>
              {WORDS.save}
            </Button>
          </Group>
        </Alert>
      )}
    </>
  );
}
