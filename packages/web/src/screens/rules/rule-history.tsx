import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../../api/session.ts';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import { ruleArea, SAYS_LINES_MAX, type RuleKindView, type StoredRule } from './rule-kind.ts';

/** What has picked the rule, and its saved states. */
export function RuleHistory<Conditions>({
  view: { kind, resource, says },
  rule,
}: {
  readonly view: RuleKindView<Conditions>;
  readonly rule: StoredRule<Conditions>;
}) {
  const clock = useOrganizationClock();
  const mayAudit = useMay('audit:read');
  const params = { id: rule.id };
  const uses = useQuery({
    queryKey: [ruleArea(kind), rule.id, 'uses'],
    queryFn: () => resource.uses({ params, query: { limit: 50 } }),
  });
  const versions = useQuery({
    queryKey: [ruleArea(kind), rule.id, 'versions'],
    queryFn: () => resource.versions({ params, query: { limit: 20 } }),
  });
  return (
    <>
      <Section title={texts.rules.usedBy}>
        {(uses.data?.items ?? []).length === 0 && (
          <Text size="sm" c="dimmed">
            {rule.required ? texts.rules.requiredHelp : texts.rules.usedByNone}
          </Text>
        )}
        {(uses.data?.items ?? []).map(({ id, name }) => (
          <Text key={id} size="sm">
            {name}
          </Text>
        ))}
      </Section>
      <Section title={texts.rules.historyTitle}>
        {(versions.data?.items ?? []).map(({ version, savedAt, savedByName, conditions }) => (
          <div key={version}>
            <Text size="sm">
              {texts.rules.historyBy(version, clock(savedAt), savedByName ?? texts.rules.historyUnknown)}
            </Text>
            <Text size="sm" c="dimmed" lineClamp={SAYS_LINES_MAX}>
              {says(conditions)}
            </Text>
          </div>
        ))}
        {mayAudit && (
          <Link className="link" to="/audit" search={{ entity: 'rule', id: rule.id }}>
            {texts.audit.title}
          </Link>
        )}
      </Section>
    </>
  );
}
