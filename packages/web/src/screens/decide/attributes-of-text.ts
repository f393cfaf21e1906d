import type { QuestionJson } from '@tact/api';

type Attributes = NonNullable<QuestionJson['attributes']>;

/** Attributes as one types them, `tier=gold, balance=120.5, vip=true, zip="02116"`, as `tact ask` takes them; null where the text is none. */
export function attributesOfText(text: string): Attributes | null {
  const attributes: Record<string, Attributes[string]> = {};
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [, name, value] = /^\s*\$?([A-Za-z_]\w*)\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined) return null;
    attributes[name] = valueOf(value);
  }
  return attributes;
}

function valueOf(text: string): Attributes[string] {
  if (text === 'true' || text === 'false') return text === 'true';
  const [, quoted] = /^"(.*)"$/.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}
