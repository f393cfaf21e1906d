import { useQuery } from '@tanstack/react-query';
import type { KeptKind } from '../../parts/kept/kept-kind.ts';
import { texts } from '../../texts/screen-texts.ts';
import { EffectNote } from './rule-effect.tsx';
import { ruleArea, type RuleDraft, type RuleKindView, type StoredRule } from './rule-kind.ts';

/** The rules of one kind, as the shared screens take them. A required one can be made again once it was deleted: nothing had picked it. */
export function keptRule<Conditions extends object>(
  view: RuleKindView<Conditions>,
): KeptKind<StoredRule<Conditions>, RuleDraft<Conditions>> {
  const { kind, resource, says } = view;
  const { one, ...words } = texts.rules[kind];
  return {
    path: `/rules/${kind}`,
    area: ruleArea(kind),
    entity: 'rule',
    scope: 'rules:write',
    words: {
      ...words,
      create: texts.rules.create(one),
      deleteTitle: texts.rules.deleteTitle,
      deleteAbout: (rule) => <WhatDeletingDoes view={view} rule={rule} />,
    },
    list: (query) => resource.list({ query }),
    get: (id) => resource.get({ params: { id } }),
    create: (body) => resource.create({ body }),
    update: ({ id }, version, draft) => resource.update({ params: { id }, body: { ...draft, version } }),
    delete: (id) => resource.delete({ params: { id } }),
    draftOf: ({ name, required, priority, dispositionCode, conditions }) => ({
      name,
      required,
      priority,
      dispositionCode,
      conditions,
    }),
    shown: (draft) => shownFields(draft, view),
    canUndoDelete: ({ required }) => required,
    copies: ({ id }) => resource.duplicate({ params: { id }, body: {} }),
    firstOrder: texts.rules.columns.priority,
    findIn: ({ conditions }) => says(conditions),
  };
}

function shownFields<Conditions extends object>(
  { name, required, priority, dispositionCode, conditions }: RuleDraft<Conditions>,
  { says }: RuleKindView<Conditions>,
) {
  const { fields, columns } = texts.rules;
  return {
    [fields.name]: name,
    [columns.holds]: required ? texts.rules.required : texts.rules.optional,
    [fields.priority]: priority,
    [fields.disposition]: dispositionCode,
    [columns.says]: says(conditions),
    ...conditions,
  };
}

function WhatDeletingDoes<Conditions extends object>({
  view: { kind, resource },
  rule: { id, required },
}: {
  readonly view: RuleKindView<Conditions>;
  readonly rule: StoredRule<Conditions>;
}) {
  const { data } = useQuery({
    queryKey: [ruleArea(kind), id, 'uses'],
    queryFn: () => resource.uses({ params: { id }, query: { limit: 50 } }),
  });
  const effect = useQuery({
    queryKey: [ruleArea(kind), id, 'deletion-effect'],
    queryFn: ({ signal }) => resource.deletionEffect({ params: { id }, query: {}, signal }),
    enabled: required,
    retry: false,
    staleTime: 60_000,
  });
  if (!required) return texts.rules.deleteOptional(data?.items.length ?? 0);
  return (
    <>
      {texts.rules.deleteRequired}
      <EffectNote
        title={texts.rules.effect.withoutIt}
        isReady
        effect={effect.data}
        failed={effect.isError ? effect : null}
      />
    </>
  );
}
