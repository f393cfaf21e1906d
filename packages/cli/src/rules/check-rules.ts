import { readFile } from 'node:fs/promises';
import { analyseRuleset, type Finding } from '@tact/engine';
import { createClock, ruleFindingsOf } from '@tact/service';
import type { RulesCheckOptions } from '../commands/rules.ts';
import { withStore } from '../database.ts';
import { campaignGroupNamed } from '../campaign-group-named.ts';
import { Failure, usage } from '../failure.ts';
import { findingsText } from './findings-text.ts';
import { readRuleset } from './read-ruleset.ts';

/** Checks the rules in force, or those of a file, and writes what is found. Gives whether something is never allowed. */
export async function checkRules(options: RulesCheckOptions): Promise<boolean> {
  const findings =
    options.file === undefined ? await inDatabase(options) : await inFile(options.file, options);
  process.stdout.write(options.json === true ? `${JSON.stringify(findings)}\n` : findingsText(findings));
  return findings.some(({ severity }) => severity === 'error');
}

async function inDatabase(options: RulesCheckOptions): Promise<readonly Finding[]> {
  return withStore(options, async ({ store, organization }) => {
    const group = await campaignGroupNamed(store, organization.id, options.group);
    return ruleFindingsOf({ store, clock: createClock() }, organization.id, group);
  });
}

async function inFile(path: string, { group }: RulesCheckOptions): Promise<readonly Finding[]> {
  if (group !== undefined)
    throw usage('a file holds the rules of one group already; leave out --group, or --file');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Failure(`\`${path}\` cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  const read = readRuleset(text);
  if (!read.valid) throw new Failure(`\`${path}\` is no ruleset: ${read.problem}`);
  return analyseRuleset(read.source, { at: createClock()() });
} // prettier-ignore
