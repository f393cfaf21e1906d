/** What stands in a message: text as it is, or a placeholder with what is written where it has no value. */
export type MessagePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'placeholder'; readonly name: string; readonly fallback: string | null };

/** What can be filled in. Besides these, `attribute.` with the name of any attribute of the contact. */
export const PLACEHOLDERS = ['name', 'clientId', 'organization', 'reference', 'amount', 'currency'] as const;
/** What begins the name of a placeholder for an attribute. */
export const ATTRIBUTE_PLACEHOLDER = 'attribute.';

/**
 * Reads a message: `{name}`, or `{name|friend}` with what is written where the contact has no name. Gives what is wrong with it as one
 * sentence instead, where something is. The service refuses by it, and the screen says the same while it is typed.
 */
export function readMessage(text: string): readonly MessagePiece[] | { readonly problem: string } {
  const pieces: MessagePiece[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    const stray = text.indexOf('}', at);
    if (stray !== -1 && (open === -1 || stray < open))
      return { problem: 'a `}` closes nothing; a placeholder is written as `{name}`' };
    if (open === -1) break;
    const close = text.indexOf('}', open);
    const inside = close === -1 ? '' : text.slice(open + 1, close);
    if (close === -1 || inside.includes('{'))
      return { problem: 'a `{` is not closed; a placeholder is written as `{name}`' };
    const [name = '', ...rest] = inside.split('|');
    if (!isKnown(name))
      return {
        problem: `there is no placeholder \`{${name}}\`; use ${PLACEHOLDERS.map((one) => `\`{${one}}\``).join(', ')} or \`{attribute.…}\``,
      };
    if (open > at) pieces.push({ kind: 'text', text: text.slice(at, open) });
    pieces.push({ kind: 'placeholder', name, fallback: rest.length === 0 ? null : rest.join('|') });
    at = close + 1;
  }
  if (at < text.length) pieces.push({ kind: 'text', text: text.slice(at) });
  return pieces;
}

function isKnown(name: string): boolean {
  return (
    PLACEHOLDERS.some((one) => one === name) ||
    (name.startsWith(ATTRIBUTE_PLACEHOLDER) && name.length > ATTRIBUTE_PLACEHOLDER.length)
  );
}
