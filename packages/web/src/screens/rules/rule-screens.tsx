import { OpenedKept } from '../../parts/kept/opened-kept.tsx';
import { EmptyNote, FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { useOpened } from '../../parts/use-opened.ts';
import { usePathPart } from '../../shell/address.ts';
import { texts } from '../../texts/screen-texts.ts';
import { attemptView } from './attempt-view.tsx';
import { contactTimesView } from './contact-times-view.tsx';
import { customView } from './custom-view.tsx';
import { keptRule } from './kept-rule.tsx';
import { locationView } from './location-view.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { ruleArea, type RuleKindView } from './rule-kind.ts';
import { RuleList } from './rule-list.tsx';

function useKind(): string {
  return usePathPart('kind');
}

/** The rules of the kind in the address. */
export function RuleListScreen() {
  switch (useKind()) {
    case 'attempt':
      return <RuleList view={attemptView} />;
    case 'contact-times':
      return <RuleList view={contactTimesView} />;
    case 'location':
      return <RuleList view={locationView} />;
    case 'custom':
      return <RuleList view={customView} />;
    default:
      return <EmptyNote>{texts.states.notFound}</EmptyNote>;
  }
}

/** A new rule of the kind in the address. */
export function NewRuleScreen() {
  switch (useKind()) {
    case 'attempt':
      return <NewRule view={attemptView} />;
    case 'contact-times':
      return <NewRule view={contactTimesView} />;
    case 'location':
      return <NewRule view={locationView} />;
    case 'custom':
      return <NewRule view={customView} />;
    default:
      return <EmptyNote>{texts.states.notFound}</EmptyNote>;
  }
}

/** The rule in the address. */
export function EditRuleScreen() {
  switch (useKind()) {
    case 'attempt':
      return <LoadedRule view={attemptView} />;
    case 'contact-times':
      return <LoadedRule view={contactTimesView} />;
    case 'location':
      return <LoadedRule view={locationView} />;
    case 'custom':
      return <LoadedRule view={customView} />;
    default:
      return <EmptyNote>{texts.states.notFound}</EmptyNote>;
  }
}

/** A new rule with the first priority that is free. */
function NewRule<Conditions extends object>({ view }: { readonly view: RuleKindView<Conditions> }) {
  const { data, error, refetch } = useOpened([ruleArea(view.kind), 'priorities'], () =>
    view.resource.list({ query: { limit: 200 } }),
  );
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingNote />;
  const taken = new Set(data.items.map(({ priority }) => priority));
  const free = Array.from({ length: 201 }, (_, index) => index + 1).find((one) => !taken.has(one)) ?? 999;
  return <RuleEditor view={view} stored={null} firstPriority={free} />;
}

/** Opens the editor on the rule in the address. */
function LoadedRule<Conditions extends object>({ view }: { readonly view: RuleKindView<Conditions> }) {
  return (
    <OpenedKept kind={keptRule(view)}>
      {(stored, { key, onReload }) => (
        <RuleEditor key={key} view={view} stored={stored} onReload={onReload} />
      )}
    </OpenedKept>
  );
}
