import { Text } from '@mantine/core';
import type { DecisionAnswer, ReadonlyDeep } from '@tact/api';
import { asSentence } from '../../api/failure.ts';
import { Icon } from '../../parts/icon.tsx';
import { texts } from '../../texts/texts.ts';
import { useLocalSentence } from '../../time/zone-clock.ts';

type Verdict = ReadonlyDeep<NonNullable<DecisionAnswer['deciding']>>;

/** Every verdict: those that block stand open with their facts, those that pass are one line each. */
export function VerdictList({ verdicts }: { readonly verdicts: readonly Verdict[] }) {
  const passes = verdicts.filter(({ verdict }) => verdict === 'pass');
  const others = verdicts.filter(({ verdict }) => verdict !== 'pass');
  return (
    <div>
      {others.map((one, index) => (
        <VerdictRow key={`${one.rule}${one.code}${index}`} verdict={one} isOpen />
      ))}
      {passes.length > 0 && (
        <details className="fold" open={others.length === 0}>
          <summary>
            <span className="verdict-allowed">
              <Icon name="tick" />
            </span>
            <Text size="sm" fw={560}>
              {texts.decide.passes(passes.length)}
            </Text>
          </summary>
          <div style={{ paddingLeft: 26 }}>
            {passes.map((one, index) => (
              <VerdictRow key={`${one.rule}${one.code}${index}`} verdict={one} isOpen={false} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
}

function VerdictRow({
  verdict: { rule, verdict, sentence, code, facts },
  isOpen,
}: {
  readonly verdict: Verdict;
  readonly isOpen: boolean;
}) {
  const local = useLocalSentence();
  const isPass = verdict === 'pass';
  return (
    <details className="fold" open={isOpen}>
      <summary>
        <span className={isPass ? 'verdict-allowed' : 'verdict-blocked'}>
          <Icon name={isPass ? 'tick' : 'bar'} />
        </span>
        <Text size="sm" component="span">
          <strong>{rule}</strong> {local(asSentence(sentence))}
        </Text>
      </summary>
      <div style={{ padding: '0 0 10px 26px' }}>
        <Facts value={facts} />
        <Text size="xs" c="dimmed">
          {texts.decide.code}: <span className="mono">{code}</span>
        </Text>
      </div>
    </details>
  );
}

/** Facts as a small table of names and values; what has parts of its own is shown in one line each. */
function Facts({ value }: { readonly value: unknown }) {
  const local = useLocalSentence();
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  if (entries.length === 0) return null;
  return (
    <table className="grid-table" style={{ maxWidth: 760, marginBottom: 6 }} aria-label={texts.decide.facts}>
      <tbody>
        {entries.map(([name, fact]) => (
          <tr key={name}>
            <td style={{ width: 180, color: 'var(--mantine-color-dimmed)' }}>{words(name)}</td>
            <td>
              {Array.isArray(fact)
                ? fact.map((one, index) => <div key={index}>{local(line(one))}</div>)
                : local(line(fact))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function words(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}

function line(value: unknown): string {
  if (value === null) return '—';
  if (typeof value === 'object')
    return Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([name, part]) => `${words(name)} ${line(part)}`)
      .join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
