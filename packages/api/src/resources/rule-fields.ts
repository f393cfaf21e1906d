import { Type } from 'typebox';
import { LIMITS } from '@tact/engine';

/** Letters, digits, hyphen, underscore, space (seed A2). */
export const ruleNameSchema = Type.String({
  minLength: 1,
  maxLength: LIMITS.nameLengthMax,
  pattern: '^[\\p{L}\\p{N}_-]+( [\\p{L}\\p{N}_-]+)*$',
  description: 'Unique within the kind; letters, digits, hyphens, underscores and single spaces.',
});

/** The place of a rule in the order of its kind (seed A2). */
export const prioritySchema = Type.Integer({
  minimum: 1,
  maximum: LIMITS.priorityMax,
  description: 'Unique within the kind; 1 is the highest. It only chooses which reason is shown first.',
});
