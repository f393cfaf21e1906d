import { ATTRIBUTE_PLACEHOLDER, PLACEHOLDERS, type MessagePiece } from '@tact/api/without-schemas';
import { texts } from '../../texts/screen-texts.ts';

const { sample } = texts.messages;

/** A message as an invented contact would read it. */
export function writtenOut(pieces: readonly MessagePiece[], organization: string): string {
  return pieces
    .map((piece) => (piece.kind === 'text' ? piece.text : valueOf(piece.name, organization)))
    .join('');
}

function valueOf(name: string, organization: string): string {
  if (name.startsWith(ATTRIBUTE_PLACEHOLDER))
    return sample.attribute(name.slice(ATTRIBUTE_PLACEHOLDER.length));
  const known = PLACEHOLDERS.find((one) => one === name);
  if (known === undefined) return '';
  return known === 'organization' ? organization : sample[known];
}
