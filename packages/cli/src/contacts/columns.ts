import { API_LIMITS } from '@tact/api/without-schemas';
import { DEVICE_POSITION_MAX } from '@tact/engine';
import {
  columnsOf,
  PLAIN_FIELDS,
  useNamed,
  type Column,
  type ColumnProblem,
  type ColumnUse,
} from '@tact/service/without-http';
import { usage } from '../failure.ts';

/**
 * Says what each column is read as: first what `overrides` say (`Column=field`), then by its name (`columnsOf`). A debt's columns are
 * only those that `overrides` name. Throws a usage failure for an override that names no column or no field, and for columns that cannot be.
 */
export function mapColumns(
  header: readonly string[],
  options: { readonly overrides: readonly string[]; readonly ignoreUnknown: boolean },
): readonly Column[] {
  const chosen = overridesOf(header, options.overrides);
  const { ignoreUnknown } = options;
  const { columns, problems } = columnsOf(header, { chosen, ignoreUnknown, findsAccounts: false });
  const [problem] = problems;
  if (problem !== undefined) throw usage(sentenceOf(problem, header));
  return columns;
}

function sentenceOf(problem: ColumnProblem, header: readonly string[]): string {
  switch (problem.code) {
    case 'client_id_missing':
      return `no column is the contact's client id; name it with --map "Column=clientId" (the columns are ${quoted(header)})`;
    case 'devices_too_many':
      return `a contact has at most ${DEVICE_POSITION_MAX} devices, and \`${problem.header}\` is one more; leave a column out with --map "${problem.header}=ignore"`;
    case 'attributes_too_many':
      return `a contact has at most ${API_LIMITS.attributesMax} attributes, and the file has ${problem.columns} such columns; leave them out with --ignore-unknown, or some with --map "Column=ignore"`;
    case 'use_repeated':
      return `two columns are read as ${problem.use}, and \`${problem.header}\` is the second; leave one out with --map "${problem.header}=ignore"`;
  }
}

/** The mapping as people read it, one line a column. */
export function describeMapping(columns: readonly Column[]): string {
  const width = Math.min(40, Math.max(...columns.map(({ header }) => header.length)));
  return columns.map(({ header, use }) => `  ${header.padEnd(width)}  ${describeUse(use)}`).join('\n');
}

function describeUse(use: ColumnUse): string {
  switch (use.kind) {
    case 'field':
      return use.field;
    case 'device':
      return `device ${use.position}${use.type === 'unknown' ? '' : ` (${use.type})`}`;
    case 'device-type':
      return `type of device ${use.position}`;
    case 'attribute':
      return `attribute \`${use.name}\``;
    case 'account':
      return `${use.field} of its account`;
    case 'ignored':
      return 'ignored';
  }
}

/** Reads `Column=field`, with the field as `--help` lists them. */
function overridesOf(header: readonly string[], overrides: readonly string[]): Map<number, ColumnUse> {
  const chosen = new Map<number, ColumnUse>();
  for (const override of overrides) {
    const at = override.lastIndexOf('=');
    const name = override.slice(0, Math.max(0, at)).trim();
    const index = header.findIndex(
      (column) => column === name || column.toLowerCase() === name.toLowerCase(),
    );
    if (at < 1 || index < 0) {
      throw usage(
        `--map \`${override}\` names no column of the file; write "Column=field" (the columns are ${quoted(header)})`,
      );
    }
    const use = useNamed(override.slice(at + 1).trim(), header[index] ?? name);
    if (use === undefined) {
      throw usage(
        `--map \`${override}\` names no field; there are ${PLAIN_FIELDS.join(', ')}, device1 to device10, device1.type to device10.type, account.reference, account.amount, account.currency, attribute, attribute:NAME and ignore`,
      );
    }
    chosen.set(index, use);
  }
  return chosen;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
