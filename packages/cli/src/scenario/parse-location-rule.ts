import { ruleKindModules, type LocationRule } from '@tact/engine';
import { fieldsOfSettings } from './fields.ts';
import type { Section } from './markdown.ts';
import {
  COMMON_KEYS,
  readCommon,
  readLocations,
  readSelection,
  refuseProblems,
  SELECTION_KEYS,
} from './parse-rules.ts';
import { oneOf } from './read-words.ts';
import type { ScenarioRule } from './scenario.ts';

const KEYS = [...COMMON_KEYS, 'determined by', 'locations', 'unknown location', ...SELECTION_KEYS];

/** Reads `### Location rule: NAME`. */
export function parseLocationRule(
  section: Section,
  name: string,
  fileName: string,
): ScenarioRule<LocationRule> {
  const fields = fieldsOfSettings(section, KEYS, fileName);
  const conditions: LocationRule = {
    determineBy: fields.need('determined by', oneOf(['device', 'contact'])),
    locations: fields.need('locations', (text) =>
      text === 'any country' ? 'any-country' : readLocations(text),
    ),
    unknownLocation: fields.read('unknown location', oneOf(['block', 'pass'])) ?? 'block',
    ...readSelection(fields),
  };
  refuseProblems(ruleKindModules.location.problemsOf(conditions), fields);
  return { ...readCommon(fields, name), conditions };
}
