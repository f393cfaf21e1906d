import { useState } from 'react';
import { texts } from '../../texts/screen-texts.ts';
import { useOrganizationClock } from '../../time/zone-clock.ts';
import type { AuditEntry } from './audit-filter.ts';
import { changeLines } from './change-lines.ts';

const WORDS = texts.audit;
const LINES_SHOWN_MAX = 6;

/** Before and after as the fields that differ; a long one opens. */
export function AuditChange({ entry: { before, after, reason } }: { readonly entry: AuditEntry }) {
  const clock = useOrganizationClock();
  const [isWhole, setWhole] = useState(false);
  const lines = changeLines(before, after, clock);
  const left = lines.length - LINES_SHOWN_MAX;
  return (
    <div className="change-lines">
      {(isWhole ? lines : lines.slice(0, LINES_SHOWN_MAX)).map((line) => (
        <div key={line.name}>
          <strong>{line.name}</strong>{' '}
          {before !== null && <del className="diff-old">{line.before ?? WORDS.nothing}</del>}{' '}
          {after !== null && <ins className="diff-new">{line.after ?? WORDS.nothing}</ins>}
        </div>
      ))}
      {left > 0 && (
        <button
          type="button"
          className="plain-button change-link"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? WORDS.fewer : WORDS.more(left)}
        </button>
      )}
      {reason !== null && (
        <div>
          {WORDS.reason}: {reason}
        </div>
      )}
    </div>
  );
}
