import { Alert, Group, Stack, Text } from '@mantine/core';
import { asSentence } from '../../api/failure.ts';
import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.imports;

interface Finding {
  readonly code: string;
  readonly sentence: string;
}

/** What of a file is to be settled first, and what is to be known. */
export function FileFindings({
  questions,
  remarks,
}: {
  readonly questions: readonly Finding[];
  readonly remarks: readonly Finding[];
}) {
  return (
    <>
      <Findings title={WORDS.questions} color="amber" findings={questions} />
      <Findings title={WORDS.remarks} color="gray" findings={remarks} />
    </>
  );
}

function Findings(props: {
  readonly title: string;
  readonly color: string;
  readonly findings: readonly Finding[];
}) {
  const { title, color, findings } = props;
  if (findings.length === 0) return null;
  return (
    <Alert color={color} icon={<Icon name={color === 'gray' ? 'info' : 'warning'} />} title={title} mb="sm">
      <Stack gap={4}>
        {findings.map(({ code, sentence }) => (
          <Text key={code + sentence} size="sm">
            {asSentence(sentence)}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}

/** Whether a row is taken, by a tick; or why not, by a bar. */
export function RowResult({ problem }: { readonly problem: string | null }) {
  return (
    <Group gap={6} wrap="nowrap" className={problem === null ? 'verdict-allowed' : 'verdict-blocked'}>
      <Icon name={problem === null ? 'tick' : 'bar'} size={14} />
      <Text size="sm" c="var(--mantine-color-text)">
        {problem === null ? WORDS.taken : asSentence(problem)}
      </Text>
    </Group>
  );
}

/** How many rows have one problem. */
export function ProblemLine({ rows, sentence }: { readonly rows: number; readonly sentence: string }) {
  return (
    <Group gap={6} wrap="nowrap" className="verdict-blocked" mb={4}>
      <Icon name="bar" size={14} />
      <Text size="sm" c="var(--mantine-color-text)">
        {WORDS.problem(rows.toLocaleString('en-US'), sentence)}
      </Text>
    </Group>
  );
}
