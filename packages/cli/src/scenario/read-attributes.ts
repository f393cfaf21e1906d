import type { AttributeValue } from '@tact/engine';
import { CellError } from './scenario-error.ts';

const PART = /^([A-Za-z_][A-Za-z0-9_]{0,63}): +("(?:[^"\\]|\\.)*"|[^",]+?) *(?:, *|$)/;

/**
 * Reads `state: CA, balance: 12.5, vip: true, note: "12, old", closed: null`: numbers, `true`, `false` and `null` as such, other words as
 * texts; what would be read otherwise stands in quotes.
 */
export function readAttributes(text: string): Readonly<Record<string, AttributeValue>> {
  const attributes: [string, AttributeValue][] = [];
  for (let rest = text; rest !== '';) {
    const match = PART.exec(rest);
    if (match === null)
      throw new CellError(`\`${rest}\` is not \`name: value\`; write \`state: CA, note: "12, old"\``);
    const [part, name = '', value = ''] = match;
    if (attributes.some(([one]) => one === name))
      throw new CellError(`the attribute \`${name}\` stands twice; keep one`);
    attributes.push([name, readValue(value)]);
    rest = rest.slice(part.length);
  }
  return Object.fromEntries(attributes);
}

function readValue(text: string): AttributeValue {
  if (/^(?:".*"|true|false|null|-?\d+(?:\.\d+)?)$/.test(text)) return JSON.parse(text) as AttributeValue;
  return text;
}
