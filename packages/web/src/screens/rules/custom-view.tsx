import { Alert, Anchor, Group, Loader, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { CustomRule } from '@tact/engine';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import { asSentence } from '../../api/failure.ts';
import { client } from '../../api/client.ts';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { Mark } from './expression-editor.tsx';
import { ruleArea, type ConditionsProps, type RuleKindView } from './rule-kind.ts';
import { TryCustom } from './try-custom.tsx';

const WORDS = texts.custom;
const CHECK_AFTER_MS = 350;

/** Custom rules on the screens. */
export const customView: RuleKindView<CustomRule> = {
  kind: 'custom',
  resource: client.customRules,
  empty: { description: '', expression: '', missingData: 'block' },
  says: ({ description, expression }) => (description === '' ? expression : description),
  isWhole: ({ expression }) => expression !== '',
  Form: CustomForm,
};

/** The editor is large, and is loaded where it is used. */
const ExpressionEditor = lazy(async () => ({
  default: (await import('./expression-editor.tsx')).ExpressionEditor,
}));

type Check = Awaited<ReturnType<typeof client.customRules.check>>;

function CustomForm({ value, onChange, errorAt, isReadOnly, rule }: ConditionsProps<CustomRule>) {
  const [checked] = useDebouncedValue(value, CHECK_AFTER_MS);
  const { data } = useQuery({
    queryKey: [ruleArea('custom'), 'check', checked],
    queryFn: ({ signal }) =>
      client.customRules.check({
        signal,
        body: { name: 'New', required: true, priority: rule.priority, conditions: checked },
      }),
    enabled: checked.expression !== '',
    retry: false,
    placeholderData: (before) => before,
  });
  const marks = useMemo(() => marksOf(data), [data]);
  // What is offered is a help: without it the expression is typed.
  const fields = useQuery({
    queryKey: [ruleArea('custom'), 'fields'],
    queryFn: () => client.customRules.fields(),
    staleTime: 60_000,
    retry: false,
  });
  return (
    <>
      <div>
        <Text size="sm" fw={500} mb={4}>
          {WORDS.expression}
        </Text>
        <Suspense fallback={<Loader size="sm" aria-label={texts.states.loading} my={9} />}>
          <ExpressionEditor
            label={WORDS.expression}
            text={value.expression}
            marks={marks}
            isReadOnly={isReadOnly}
            fields={fields.data}
            onChange={(expression) => onChange({ expression })}
          />
        </Suspense>
        <Text size="xs" c="dimmed" mt={4}>
          {errorAt('/expression') ?? WORDS.help}
        </Text>
      </div>
      {value.expression === '' ? (
        <Examples onUse={(expression) => onChange({ expression })} />
      ) : (
        <CheckedExpression check={data} marks={marks} />
      )}
      <TryCustom conditions={value} />
      <Textarea
        label={WORDS.description}
        autosize
        minRows={2}
        maxLength={1_000}
        value={value.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      <NativeSelect
        label={WORDS.missing}
        maw={320}
        data={(['block', 'undefined'] as const).map((one) => ({
          value: one,
          label: WORDS.missingChoices[one],
        }))}
        value={value.missingData}
        onChange={(event) =>
          onChange({ missingData: event.currentTarget.value === 'undefined' ? 'undefined' : 'block' })
        }
      />
    </>
  );
}

function marksOf(check: Check | undefined): readonly Mark[] {
  if (check === undefined) return [];
  const problems = check.problems.flatMap(({ line, column, sentence }): Mark[] =>
    line === null || column === null
      ? []
      : [{ line, column, sentence: asSentence(sentence), severity: 'error' }],
  );
  return [
    ...problems,
    ...check.warnings.map(({ line, column, sentence }): Mark => ({
      line,
      column,
      sentence: asSentence(sentence),
      severity: 'warning',
    })),
  ];
}

function Examples({ onUse }: { readonly onUse: (expression: string) => void }) {
  return (
    <Stack gap={4}>
      <Text size="sm" c="dimmed">
        {WORDS.examples}
      </Text>
      {WORDS.exampleList.map(({ title, expression }) => (
        <Anchor
          key={title}
          component="button"
          type="button"
          size="sm"
          ta="left"
          onClick={() => onUse(expression)}
        >
          {title}
        </Anchor>
      ))}
    </Stack>
  );
}

function CheckedExpression({
  check,
  marks,
}: {
  readonly check: Check | undefined;
  readonly marks: readonly Mark[];
}) {
  if (check === undefined) return null;
  const findings = check.findings.map(({ sentence }) => asSentence(sentence));
  return (
    <div aria-live="polite">
      <Stack gap="xs">
        {marks.map(({ line, column, severity, sentence }) => (
          <Alert
            key={`${line}:${column}${sentence}`}
            p="xs"
            color={severity === 'error' ? 'crimson' : 'amber'}
            icon={<Icon name={severity === 'error' ? 'bar' : 'warning'} />}
          >
            {WORDS.at(line, column)}: {sentence}
          </Alert>
        ))}
        {findings.map((sentence) => (
          <Alert key={sentence} p="xs" color="amber" icon={<Icon name="warning" />}>
            {sentence}
          </Alert>
        ))}
        {check.valid && (
          <Group gap={6} className="verdict-allowed">
            <Icon name="tick" />
            <Text size="sm" c="var(--mantine-color-text)">
              {WORDS.fine}
            </Text>
          </Group>
        )}
      </Stack>
      {check.reads !== null && (
        <Section title={WORDS.reads}>
          <Reads reads={check.reads} />
        </Section>
      )}
    </div>
  );
}

function Reads({
  reads: { fields, counters, functions, clock },
}: {
  readonly reads: NonNullable<Check['reads']>;
}) {
  const counted = counters.map(({ on, periodSeconds, callResults }) =>
    WORDS.counter(
      on,
      hoursOf(periodSeconds),
      callResults === null ? WORDS.allResults : callResults.join(', '),
    ),
  );
  const rows: readonly (readonly [string, readonly ReactNode[]])[] = [
    [WORDS.fields, fields.map((field) => `$${field}`)],
    [WORDS.counters, counted],
    [WORDS.functions, functions],
    [WORDS.clock, clock],
  ];
  const shown = rows.filter(([, items]) => items.length > 0);
  if (shown.length === 0) return <Text size="sm">{WORDS.nothing}</Text>;
  return (
    <table className="grid-table">
      <tbody>
        {shown.map(([title, items]) => (
          <tr key={title}>
            <td style={{ width: 110, color: 'var(--mantine-color-dimmed)' }}>{title}</td>
            <td>
              {items.map((item, index) => (
                <div key={index}>{item}</div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function hoursOf(seconds: number): string {
  return seconds % 3_600 === 0 ? `${seconds / 3_600} h` : `${Math.round(seconds / 60)} min`;
}
