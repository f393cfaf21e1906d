import type { Random } from '../../src/demo/random.ts';
import { NASTY_VALUES, nastyText } from './nasty-values.ts';

/** What is read of a JSON schema: what ours are made of. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly examples?: readonly unknown[];
}

/** How values are chosen. */
export interface Choosing {
  readonly random: Random;
  /** What was seen in earlier answers under a name, such as ids: so that requests meet what there is. */
  readonly known: ReadonlyMap<string, readonly unknown[]>;
  /** How likely any one value is replaced by one that does not belong there, 0 to 1. */
  readonly nastiness: number;
}

/** A value that fits a schema, or nearly. `name`: the field that it is for. */
export function valueOf(schema: JsonSchema, name: string, choosing: Choosing, depth = 0): unknown {
  const { random, nastiness, known } = choosing;
  if (random.chance(nastiness)) return random.pick(NASTY_VALUES);
  const seen = known.get(name);
  if (seen !== undefined && random.chance(0.7)) return random.pick(seen);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  if (schema.anyOf !== undefined) return valueOf(random.pick(schema.anyOf), name, choosing, depth);
  if (schema.examples !== undefined && schema.examples.length > 0 && random.chance(0.6))
    return random.pick(schema.examples);
  switch (schema.type) {
    case 'object':
      return objectOf(schema, choosing, depth);
    case 'array':
      return arrayOf(schema, name, choosing, depth);
    case 'integer':
    case 'number':
      return numberOf(schema, random);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'string':
      return textOf(schema, name, random);
    default:
      return random.pick(NASTY_VALUES);
  }
}

function objectOf(schema: JsonSchema, choosing: Choosing, depth: number): Record<string, unknown> {
  const { random } = choosing;
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) =>
    required.has(name) ? !random.chance(choosing.nastiness) : random.chance(depth > 3 ? 0.1 : 0.5),
  );
  const given = fields.map(([name, field]) => [name, valueOf(field, name, choosing, depth + 1)] as const);
  const [free] = Object.values(schema.patternProperties ?? {});
  const extra =
    free ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : null);
  const others =
    extra === null
      ? []
      : Array.from({ length: random.between(0, 3) }, (_, index) => {
          const name = random.chance(0.1) ? nastyText(random) : `field_${index}`;
          return [name, valueOf(extra, name, choosing, depth + 1)] as const;
        });
  const unasked = random.chance(choosing.nastiness) ? [[nastyText(random), 1] as const] : [];
  return Object.fromEntries([...given, ...others, ...unasked]);
}

function arrayOf(schema: JsonSchema, name: string, choosing: Choosing, depth: number): unknown[] {
  const { minItems = 0, maxItems = 5, items = {} } = schema;
  const length = choosing.random.between(minItems, Math.min(maxItems, minItems + 4) + 1);
  return Array.from({ length }, () => valueOf(items, name, choosing, depth + 1));
}

function numberOf({ minimum = -1_000, maximum = 1_000_000, type }: JsonSchema, random: Random): number {
  if (random.chance(0.15)) return random.pick([minimum, maximum]);
  const value = random.between(minimum, Math.max(minimum + 1, Math.min(maximum, minimum + 100)));
  return type === 'number' && random.chance(0.3) ? value + 0.25 : value;
}

/** Texts that mean something here, by the field's name; a schema says what a text must look like, not what it must name. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  address: ['+12125550101', '(212) 555-0102', '+442079460123', 'ana@example.com', '0800 55 55 55'],
  phones: ['+12125550101', '2125550199'],
  value: ['+12125550101', 'ana@example.com', '@example.com', 'client-1'],
  zone: ['America/New_York', 'Europe/London', 'Asia/Kathmandu'],
  country: ['US', 'GB', 'Canada'],
  region: ['US-NY', 'NY', 'Ontario'],
  postalCode: ['10001', 'SW1A 1AA', '999*'],
  expression: ['$balance > 50', 'AttemptsOnDevice(24H, [NoAnswer]) < 3', 'true', '$state != "TX"'],
  start: ['08:00', '00:00', '23:59'],
  end: ['21:00', '24:00', '08:00'],
  countryCode: ['1', '44'],
  areaCode: ['212', '800'],
  locale: ['en-US'],
  currency: ['USD'],
};

const LETTERS = 'abcdefghijklmnop -_0123456789';

function textOf({ minLength = 0, maxLength = 40, format }: JsonSchema, name: string, random: Random): string {
  const words = Object.hasOwn(WORDS, name) ? (WORDS[name] ?? []) : [];
  if (words.length > 0 && random.chance(0.8)) return random.pick(words);
  if (format === 'uuid') return '01932f3a-7c00-7000-8000-000000000000';
  const length = random.chance(0.1) ? maxLength : random.between(minLength, Math.min(maxLength, 12) + 1);
  return Array.from({ length }, () => LETTERS.charAt(random.between(0, LETTERS.length))).join('');
}
