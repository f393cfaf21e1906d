import { Type } from 'typebox';
import { API_LIMITS } from '../limits.ts';

/** `__proto__` would not be data. */
const ATTRIBUTE_NAME_PATTERN = `^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,${API_LIMITS.attributeNameLengthMax - 1}}$`;

type AttributeJson = string | number | boolean | null;

/**
 * User data, attached to a contact or to a request: at most 100 names of 1 to 64 letters, digits and underscores; texts of at most 1,000
 * characters. `null` is no value (S27).
 */
export const attributesSchema = Type.Unsafe<Record<string, AttributeJson>>({
  type: 'object',
  maxProperties: API_LIMITS.attributesMax,
  propertyNames: { type: 'string', pattern: ATTRIBUTE_NAME_PATTERN },
  additionalProperties: {
    anyOf: [
      { type: 'string', maxLength: API_LIMITS.attributeLengthMax },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'null' },
    ],
  },
  description:
    'Your own fields, which custom rules read as `$name`: those of the request before those of the contact.',
});
