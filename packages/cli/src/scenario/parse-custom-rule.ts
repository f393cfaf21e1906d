import { ruleKindModules, type CustomRule } from '@tact/engine';
import { fieldsOfSettings } from './fields.ts';
import type { Section } from './markdown.ts';
import { COMMON_KEYS, readCommon, refuseProblems } from './parse-rules.ts';
import { asIs, oneOf } from './read-words.ts';
import { CellError } from './scenario-error.ts';
import type { ScenarioRule } from './scenario.ts';

const KEYS = [...COMMON_KEYS, 'expression', 'missing data', 'description'];

/** Reads `### Custom rule: NAME`. */
export function parseCustomRule(section: Section, name: string, fileName: string): ScenarioRule<CustomRule> {
  const fields = fieldsOfSettings(section, KEYS, fileName);
  const conditions: CustomRule = {
    description: fields.read('description', asIs) ?? '',
    expression: fields.need('expression', readExpression),
    missingData: fields.read('missing data', oneOf(['block', 'undefined'])) ?? 'block',
  };
  refuseProblems(ruleKindModules.custom.problemsOf(conditions), fields);
  return { ...readCommon(fields, name), conditions };
}

/** Between backticks, so that nobody takes a `*` for emphasis. */
function readExpression(text: string): string {
  const match = /^`([^`]+)`$/.exec(text);
  if (match === null) throw new CellError(`an expression stands between backticks; write them around it`);
  return match[1] ?? '';
}
