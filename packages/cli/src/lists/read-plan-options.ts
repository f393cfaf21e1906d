import { readFile } from 'node:fs/promises';
import { createCheck, readPlanChangeSchema } from '@tact/api';
import {
  COLUMN_USES,
  type ColumnUse,
  type Inspection,
  type ReadPlan,
  type StatedSettings,
} from '@tact/files';
import { readDefaultCountry } from '@tact/service';
import type { ReadingOptions } from '../commands/import-list.ts';
import { Failure, failureLine, usage } from '../failure.ts';
import { oneOf } from '../one-of.ts';

/** What the options state before a file is looked at. `country`: of numbers that name none, where the options name none either. */
export function statedSettings(options: ReadingOptions, country: string | null): StatedSettings {
  const { zone, baseVersion, dateOrder } = options;
  const defaultCountry = options.defaultCountry ?? country;
  return {
    ...(defaultCountry === null ? {} : { defaultCountry: readDefaultCountry(defaultCountry) }),
    ...(zone === undefined ? {} : { zone }),
    ...(dateOrder === undefined
      ? {}
      : { dateOrder: oneOf(['day_first', 'month_first'], '--date-order', dateOrder) }),
    ...(baseVersion === undefined ? {} : { baseVersion }),
  };
}

/** What the options change of the plan that was proposed. */
export async function planChange(options: ReadingOptions, { plan }: Inspection): Promise<Partial<ReadPlan>> {
  const change = options.plan === undefined ? {} : await planChangeIn(options.plan);
  if (options.map === undefined || options.map.length === 0) return change;
  return { ...change, columns: mapped({ ...plan, ...change }, options.map) };
}

async function planChangeIn(path: string): Promise<Partial<ReadPlan>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Failure(`the plan \`${path}\` cannot be read: ${failureLine(error)}`);
  }
  const checked = createCheck(readPlanChangeSchema)(value);
  if (checked.valid) return checked.value as Partial<ReadPlan>;
  const [first] = checked.problems;
  throw usage(`the plan \`${path}\` does not fit: \`${first?.path ?? ''}\` ${first?.sentence ?? ''}`);
}

/** The columns' uses, with those that `--map` states. */
function mapped({ columns, columnNames }: ReadPlan, stated: readonly string[]): readonly ColumnUse[] {
  const uses = [...columns];
  for (const one of stated) {
    const at = one.lastIndexOf('=');
    const name = one.slice(0, at).trim();
    const use = COLUMN_USES.find((known) => known === one.slice(at + 1).trim());
    if (at <= 0 || use === undefined)
      throw usage(
        `--map \`${one}\` is no column and use; write one such as "Tel=number" (uses: ${COLUMN_USES.join(', ')})`,
      );
    const place = placeOf(name, columnNames, uses.length);
    if (place === undefined)
      throw usage(
        `--map \`${one}\`: there is no such column; there are ${columnsText(columnNames, uses.length)}`,
      );
    uses[place] = use;
  }
  return uses;
}

function placeOf(name: string, names: readonly string[], count: number): number | undefined {
  const named = names.findIndex((one) => one.trim().toLowerCase() === name.toLowerCase());
  if (named >= 0) return named;
  const place = /^\d+$/.test(name) ? Number(name) - 1 : -1;
  return place >= 0 && place < count ? place : undefined;
}

function columnsText(names: readonly string[], count: number): string {
  if (names.length > 0) return names.map((name) => `\`${name}\``).join(', ');
  return count === 1 ? 'one, `1`' : `\`1\` to \`${count}\``;
}
