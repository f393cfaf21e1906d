import { ATTRIBUTE_PLACEHOLDER, type MessagePiece } from '@tact/api';

/** Fills a message in. Gives the placeholder that has no value and no fallback instead, where there is one. */
export function fillIn(
  pieces: readonly MessagePiece[],
  values: Readonly<Record<string, string | null>>,
  attributes: Readonly<Record<string, unknown>>,
  written: (value: string) => string,
): { readonly text: string } | { readonly missing: string } {
  let text = '';
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      text += piece.text;
      continue;
    }
    const value = valueOf(piece.name, values, attributes) ?? piece.fallback;
    if (value === null) return { missing: piece.name };
    text += written(value);
  }
  return { text };
}

function valueOf(
  name: string,
  values: Readonly<Record<string, string | null>>,
  attributes: Readonly<Record<string, unknown>>,
): string | null {
  if (!name.startsWith(ATTRIBUTE_PLACEHOLDER)) return values[name] ?? null;
  const key = name.slice(ATTRIBUTE_PLACEHOLDER.length);
  const value = Object.hasOwn(attributes, key) ? attributes[key] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : null;
}
