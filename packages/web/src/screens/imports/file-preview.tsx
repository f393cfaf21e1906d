import { Text } from '@mantine/core';
import { asSentence } from '../../api/failure.ts';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { ProblemLine, RowResult } from './file-findings.tsx';
import type { FoundFile } from './import-settings.ts';

const WORDS = texts.imports;

/** The first rows of a file as they will be read, and what is wrong with others by kind. */
export function FilePreview({ found, isStale }: { readonly found: FoundFile; readonly isStale: boolean }) {
  const { preview } = found;
  return (
    <Section title={WORDS.preview}>
      {preview === null && (
        <Text size="sm" c="dimmed">
          {WORDS.previewNone}
        </Text>
      )}
      {preview !== null && (
        <div aria-busy={isStale} style={{ opacity: isStale ? 0.6 : 1 }}>
          <Text size="sm" mb={6}>
            {WORDS.counted(shown(preview.good), shown(preview.bad), preview.isWhole)}
          </Text>
          {preview.problems.map(({ code, sentence, rows }) => (
            <ProblemLine key={code} rows={rows} sentence={asSentence(sentence)} />
          ))}
          {preview.rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              {WORDS.previewEmpty}
            </Text>
          ) : (
            <PreviewRows rows={preview.rows} />
          )}
        </div>
      )}
    </Section>
  );
}

function PreviewRows({ rows }: { readonly rows: NonNullable<FoundFile['preview']>['rows'] }) {
  const hasSpan = rows.some(({ from, until }) => from !== null || until !== null);
  const hasReason = rows.some(({ reason }) => reason !== null);
  return (
    <div className="table-frame" role="region" aria-label={WORDS.preview} tabIndex={0}>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col" className="number">
              {WORDS.line}
            </th>
            <th scope="col">{WORDS.value}</th>
            {hasSpan && <th scope="col">{texts.lists.from}</th>}
            {hasSpan && <th scope="col">{texts.lists.until}</th>}
            {hasReason && <th scope="col">{texts.lists.reason}</th>}
            <th scope="col">{WORDS.result}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, value, from, until, reason, problem }, index) => (
            <tr key={index}>
              <td className="number">{line}</td>
              <td>{value}</td>
              {hasSpan && <td>{from ?? ''}</td>}
              {hasSpan && <td>{until ?? ''}</td>}
              {hasReason && <td>{reason ?? ''}</td>}
              <td>
                <RowResult problem={problem} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
