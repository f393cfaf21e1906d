import { ActionIcon, Badge, Button, Group, Text, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sentenceOfError } from '../../api/failure.ts';
import { useMay } from '../../api/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { DataList } from '../../parts/data-list.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Screen } from '../../parts/screen.tsx';
import { toast } from '../../parts/toast.ts';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import type { RuleKindView, StoredRule } from './rule-kind.ts';

/** The rules of one kind, by priority, each as the sentence that it says. */
export function RuleList<Conditions>({ view }: { readonly view: RuleKindView<Conditions> }) {
  const { kind, resource, says } = view;
  const words = texts.rules[kind];
  const mayWrite = useMay('rules:write');
  const clock = useOrganizationClock();
  const [deleted, setDeleted] = useState<StoredRule<Conditions> | null>(null);
  const create = mayWrite ? (
    <Button component={Link} to={`/rules/${kind}/new`} leftSection={<Icon name="plus" />} data-shortcut="new">
      {texts.rules.create(words.one)}
    </Button>
  ) : undefined;
  return (
    <Screen title={words.title} about={words.about} actions={create}>
      <DataList<StoredRule<Conditions>>
        label={words.title}
        queryKey={['rules', kind, 'list']}
        fetchPage={(query) => resource.list({ query })}
        rowKey={({ id }) => id}
        empty={words.empty}
        emptyAction={create}
        columns={[
          { title: texts.rules.columns.priority, isNumber: true, cell: ({ priority }) => priority },
          {
            title: texts.rules.columns.name,
            cell: ({ id, name }) => (
              <Link to="/rules/$kind/$id" params={{ kind, id }}>
                {name}
              </Link>
            ),
          },
          {
            title: texts.rules.columns.says,
            cell: ({ conditions }) => (
              <Text size="sm" lineClamp={2}>
                {says(conditions)}
              </Text>
            ),
          },
          {
            title: texts.rules.columns.holds,
            cell: ({ required }) => (
              <Tooltip label={required ? texts.rules.requiredHelp : texts.rules.optionalHelp}>
                <Badge color={required ? 'teal' : 'gray'}>
                  {required ? texts.rules.required : texts.rules.optional}
                </Badge>
              </Tooltip>
            ),
          },
          {
            title: texts.rules.columns.changed,
            cell: ({ updatedAt }) => (
              <Text size="xs" c="dimmed">
                {clock(updatedAt)}
              </Text>
            ),
          },
          ...(mayWrite
            ? [
                {
                  title: '',
                  cell: (rule: StoredRule<Conditions>) => (
                    <RowActions view={view} rule={rule} onDelete={() => setDeleted(rule)} />
                  ),
                },
              ]
            : []),
        ]}
      />
      {deleted !== null && <DeleteRule view={view} rule={deleted} onClose={() => setDeleted(null)} />}
    </Screen>
  );
}

function RowActions<Conditions>({
  view: { kind, resource },
  rule,
  onDelete,
}: {
  readonly view: RuleKindView<Conditions>;
  readonly rule: StoredRule<Conditions>;
  readonly onDelete: () => void;
}) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const duplicate = useMutation({
    mutationFn: () => resource.duplicate({ params: { id: rule.id }, body: {} }),
    onSuccess: (copy) => {
      void queryClient.invalidateQueries({ queryKey: ['rules', kind] });
      toast(texts.rules.duplicated(copy.name));
      void navigate({ to: `/rules/${kind}/${copy.id}` });
    },
    onError: (error) => toast(sentenceOfError(error), 'failure'),
  });
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={() => duplicate.mutate()}
        loading={duplicate.isPending}
        aria-label={`${texts.actions.duplicate} ${rule.name}`}
      >
        <Icon name="copy" />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={onDelete}
        aria-label={`${texts.actions.delete} ${rule.name}`}
      >
        <Icon name="trash" />
      </ActionIcon>
    </Group>
  );
}

/** Asks before a rule is deleted, with what that leads to. */
export function DeleteRule<Conditions>({
  view: { kind, resource },
  rule,
  onClose,
  onDeleted,
}: {
  readonly view: RuleKindView<Conditions>;
  readonly rule: StoredRule<Conditions>;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}) {
  const queryClient = useQueryClient();
  const uses = useQuery({
    queryKey: ['rules', kind, rule.id, 'uses'],
    queryFn: () => resource.uses({ params: { id: rule.id }, query: { limit: 50 } }),
  });
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={texts.rules.deleteTitle(rule.name)}
      about={
        rule.required ? texts.rules.deleteRequired : texts.rules.deleteOptional(uses.data?.items.length ?? 0)
      }
      action={texts.actions.delete}
      run={() => resource.delete({ params: { id: rule.id } })}
      onDone={() => {
        void queryClient.invalidateQueries({ queryKey: ['rules', kind] });
        toast(texts.states.deleted(rule.name));
        onDeleted?.();
      }}
    />
  );
}
