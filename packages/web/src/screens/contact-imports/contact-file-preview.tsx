import { Text } from '@mantine/core';
import { asSentence } from '../../api/failure.ts';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { ProblemLine, RowResult } from '../imports/file-findings.tsx';
import type { FoundContacts } from './contact-file-settings.ts';

const WORDS = texts.contactImports;
const { preview: TITLE, previewNone, previewEmpty, line: LINE, result: RESULT } = texts.imports;

type Preview = NonNullable<FoundContacts['preview']>;
type PreviewRow = Preview['rows'][number];

/** The first rows of a file as they will be read, and what is wrong with others by kind. */
export function ContactFilePreview({
  found: { preview },
  isStale,
}: {
  readonly found: FoundContacts;
  readonly isStale: boolean;
}) {
  return (
    <Section title={TITLE}>
      {preview === null ? (
        <Text size="sm" c="dimmed">
          {previewNone}
        </Text>
      ) : (
        <div aria-busy={isStale} style={{ opacity: isStale ? 0.6 : 1 }}>
          <Text size="sm" mb={6}>
            {WORDS.counted(shown(preview.good), shown(preview.bad), preview.isWhole)}
          </Text>
          <Text size="sm" c="dimmed" mb={6}>
            {preview.known === 0
              ? WORDS.noneKnown(shown(preview.contacts))
              : WORDS.known(shown(preview.contacts), shown(preview.known))}
          </Text>
          {preview.problems.map(({ code, column, sentence, rows }) => (
            <ProblemLine
              key={`${code} ${column}`}
              rows={rows}
              sentence={WORDS.inColumn(column, asSentence(sentence))}
            />
          ))}
          {preview.rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              {previewEmpty}
            </Text>
          ) : (
            <PreviewRows rows={preview.rows} />
          )}
        </div>
      )}
    </Section>
  );
}

function PreviewRows({ rows }: { readonly rows: readonly PreviewRow[] }) {
  const hasAccount = rows.some(({ account }) => account !== null);
  return (
    <div className="table-frame" role="region" aria-label={TITLE} tabIndex={0}>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col" className="number">
              {LINE}
            </th>
            <th scope="col">{WORDS.clientId}</th>
            <th scope="col">{WORDS.name}</th>
            <th scope="col">{WORDS.devices}</th>
            <th scope="col">{WORDS.place}</th>
            {hasAccount && <th scope="col">{WORDS.account}</th>}
            <th scope="col">{RESULT}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, contact, account, problems }) => (
            <tr key={line}>
              <td className="number">{line}</td>
              <td>{contact?.clientId ?? ''}</td>
              <td>{contact?.name ?? ''}</td>
              <td>{contact?.devices.map(({ address }) => address).join(', ') ?? ''}</td>
              <td>{placeOf(contact)}</td>
              {hasAccount && <td>{accountText(account)}</td>}
              <td>
                <RowResult problem={problemText(problems)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function placeOf(contact: PreviewRow['contact']): string {
  if (contact === null) return '';
  const { country, region, postalCode, zone } = contact;
  return [region ?? country, postalCode, zone].filter((part) => part !== null).join(' ');
}

function accountText(account: PreviewRow['account']): string {
  if (account === null) return '';
  const { reference, amount, currency } = account;
  return [reference, amount, currency].filter((part) => part !== null).join(' ');
}

function problemText(problems: PreviewRow['problems']): string | null {
  if (problems.length === 0) return null;
  return problems.map(({ column, sentence }) => WORDS.inColumn(column, sentence)).join('; ');
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
