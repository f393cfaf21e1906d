import type { ProofLine, SealedKind } from '@tact/store';
import { nameOfFault } from '../told-error.ts';

/** What a finding says of what could not be read. */
export function unreadable(error: unknown): string {
  return `what follows could not be read (${nameOfFault(error)}), and was not checked`;
}

/** Where a line stands, in words. */
export function nameOfLine(line: ProofLine): string {
  switch (line.line) {
    case 'checkpoint': {
      return `checkpoint ${line.seq}`;
    }
    case 'audit': {
      return `audit entry ${line.seq}`;
    }
    case 'seal': {
      return `seal ${line.seq}`;
    }
    case 'record': {
      return `${nameOf(line.kind)} ${line.recorded.key}`;
    }
    case 'orphan': {
      return 'an attempt event whose attempt was removed';
    }
    case 'head': {
      return 'the end';
    }
  }
}

/** A kind of records in words. */
export function nameOf(kind: SealedKind): string {
  return kind === 'attempt-event' ? 'attempt event' : kind;
}
