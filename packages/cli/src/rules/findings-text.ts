import { FINDING_SEVERITIES, type Finding } from '@tact/engine';

/** Findings as lines that a person reads, and at the end how many there are. */
export function findingsText(findings: readonly Pick<Finding, 'severity' | 'code' | 'sentence' | 'path'>[]): string {
  if (findings.length === 0) return 'nothing to remark\n';
  const lines = findings.map(({ severity, code, sentence, path }) => {
    const where = code === 'rule_invalid' && path !== '' ? ` (at ${path})` : '';
    return `${`${severity}:`.padEnd(9)}${sentence}${where} [${code}]`;
  });
  const counts = FINDING_SEVERITIES.map(
    (severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const,
  )
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}${count === 1 ? '' : 's'}`);
  return `${lines.join('\n')}\n\n${counts.join(', ')}\n`;
} // prettier-ignore
