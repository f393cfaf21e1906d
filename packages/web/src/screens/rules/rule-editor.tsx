import { Alert, Grid, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { asSentence } from '../../api/failure.ts';
import { DispositionCodeField } from '../../parts/disposition-codes.tsx';
import type { Editing } from '../../parts/editing.ts';
import { Icon } from '../../parts/icon.tsx';
import { KeptForm } from '../../parts/kept/kept-form.tsx';
import { Tick } from '../../parts/pickers.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { keptRule } from './kept-rule.tsx';
import { ruleArea, type RuleDraft, type RuleKindView, type StoredRule } from './rule-kind.ts';
import { RuleEffect } from './rule-effect.tsx';
import { RuleHistory } from './rule-history.tsx';

const { fields } = texts.rules;

/** Makes a rule, or changes one: its conditions first, then what all kinds have, and what a check says before it is saved. */
export function RuleEditor<Conditions extends object>({
  view,
  stored,
  onReload,
  firstPriority = 1,
}: {
  readonly view: RuleKindView<Conditions>;
  readonly stored: StoredRule<Conditions> | null;
  readonly onReload?: (rule: StoredRule<Conditions>) => void;
  /** The priority of a new rule. */
  readonly firstPriority?: number;
}) {
  const { kind, Form } = view;
  const kept = keptRule(view);
  return (
    <KeptForm
      kind={kept}
      stored={stored}
      start={stored === null ? newDraft(view.empty, firstPriority) : kept.draftOf(stored)}
      {...(onReload === undefined ? {} : { onReload })}
      below={stored !== null && <RuleHistory view={view} rule={stored} />}
    >
      {({ editing, isReadOnly }) => {
        const { draft, set, errorAt } = editing;
        return (
          <>
            <Form
              value={draft.conditions}
              rule={draft}
              onChange={(change) => set({ conditions: { ...draft.conditions, ...change } })}
              errorAt={(pointer) => errorAt(`/conditions${pointer}`)}
              isReadOnly={isReadOnly}
            />
            <CommonFields
              editing={editing}
              priorityHelp={kind === 'custom' ? fields.priorityCustomHelp : fields.priorityHelp}
            />
            {kind !== 'custom' && <CheckNote view={view} draft={draft} />}
            {!isReadOnly && <RuleEffect view={view} draft={draft} replaces={stored?.id ?? null} />}
          </>
        );
      }}
    </KeptForm>
  );
}

function newDraft<Conditions>(conditions: Conditions, priority: number): RuleDraft<Conditions> {
  return { name: '', required: true, priority, dispositionCode: null, conditions };
}

function CommonFields<Conditions>({
  editing,
  priorityHelp,
}: {
  readonly editing: Editing<RuleDraft<Conditions>, StoredRule<Conditions>>;
  readonly priorityHelp: string;
}) {
  const { draft, set, errorAt } = editing;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <TextInput
          label={fields.name}
          description={fields.nameHelp}
          required
          error={errorAt('/name')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 3 }}>
        <NumberInput
          label={fields.priority}
          description={priorityHelp}
          min={1}
          max={999}
          allowDecimal={false}
          error={errorAt('/priority')}
          value={draft.priority}
          onChange={(value) => set({ priority: Number(value) })}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 6 }}>
        <DispositionCodeField
          label={fields.disposition}
          description={fields.dispositionHelp}
          placeholder={fields.dispositionNone}
          error={errorAt('/dispositionCode')}
          value={draft.dispositionCode}
          onChange={(dispositionCode) => set({ dispositionCode })}
        />
      </Grid.Col>
      <Grid.Col span={12}>
        <Tick
          label={fields.required}
          description={draft.required ? texts.rules.requiredHelp : texts.rules.optionalHelp}
          isOn={draft.required}
          onChange={(required) => set({ required })}
        />
      </Grid.Col>
    </Grid>
  );
}

const CHECK_AFTER_MS = 400;

/** What the server says of the draft, a moment after the last change. */
function CheckNote<Conditions>({
  view: { kind, resource, isWhole },
  draft,
}: {
  readonly view: RuleKindView<Conditions>;
  readonly draft: RuleDraft<Conditions>;
}) {
  const [settled] = useDebouncedValue(draft, CHECK_AFTER_MS);
  const named = settled.name === '' ? { ...settled, name: 'New' } : settled;
  const { data } = useQuery({
    queryKey: [ruleArea(kind), 'check', named],
    queryFn: ({ signal }) => resource.check({ body: named, signal }),
    enabled: isWhole(named.conditions),
    retry: false,
    placeholderData: (before) => before,
  });
  if (data === undefined) return null;
  const problems = data.problems.filter(({ path }) => !path.startsWith('/name'));
  const isFine = problems.length === 0 && data.findings.length === 0;
  return (
    <Section title={texts.rules.checkTitle}>
      <Stack gap="xs">
        {problems.map(({ path, sentence }) => (
          <Alert key={path + sentence} color="crimson" icon={<Icon name="bar" />} p="xs">
            {asSentence(sentence)}
          </Alert>
        ))}
        {data.findings.map(({ code, severity, sentence }) => (
          <Alert
            key={code + sentence}
            color={severity === 'error' ? 'crimson' : severity === 'warning' ? 'amber' : 'gray'}
            icon={<Icon name={severity === 'note' ? 'info' : 'warning'} />}
            title={texts.rules.findings[severity]}
            p="xs"
          >
            {asSentence(sentence)}
          </Alert>
        ))}
        {isFine && (
          <Group gap={6} className="verdict-allowed">
            <Icon name="tick" />
            <Text size="sm" c="var(--mantine-color-text)">
              {texts.rules.checkFine}
            </Text>
          </Group>
        )}
      </Stack>
    </Section>
  );
}
