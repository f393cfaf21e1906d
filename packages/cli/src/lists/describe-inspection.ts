import type { Inspection, ReadPlan } from '@tact/files';
import { counted } from '../counted.ts';

/** What a file was found to be and how it will be read, for the person who decides whether it is imported. Ends without a line's end. */
export function describeInspection(path: string, inspection: Inspection, plan: ReadPlan): string {
  const { kind, container, bytes, columns, remarks } = inspection;
  const packed = container === 'zip' || container === 'gzip' ? `, packed as ${container}` : '';
  const encodings = [...new Set(plan.members.map(({ encoding }) => encoding))].join(', ');
  const delimiter = plan.delimiter === null ? '' : `, ${DELIMITER_NAMES[plan.delimiter]}`;
  const header = plan.layout === 'table' || plan.layout === 'sheet' ? `, ${headerText(plan)}` : '';
  return [
    `${path}: ${kind.replaceAll('_', ' ')}${packed}, ${encodings}${delimiter}${header}, ${counted(bytes)} bytes`,
    ...columnLines(columns, plan),
    `  numbers without a country: ${plan.defaultCountry ?? 'bad rows'}`,
    ...(plan.zone === null ? [] : [`  times without a zone: ${plan.zone}`]),
    ...(plan.list === 'change' ? [`  a change list for version ${plan.baseVersion ?? ''}`] : []),
    ...remarks.map(({ sentence }) => `  note: ${sentence}`),
  ].join('\n');
}

function columnLines(columns: Inspection['columns'], plan: ReadPlan): readonly string[] {
  const samples = (column: Inspection['columns'][number]) => {
    const shown = column.samples.slice(0, 2).join(', ');
    return shown === '' ? '' : ` (${shown})`;
  };
  // Registries' own forms have no columns to choose from.
  if (plan.layout === 'area_pairs' || plan.layout === 'ftc_xml')
    return [`  area codes with seven digits behind them: number${columns.slice(0, 1).map(samples).join('')}`];
  return columns.map((column, index) => {
    const use = plan.columns[index] ?? 'ignore';
    const name = column.name === '' ? `column ${index + 1}` : column.name;
    return `  ${name}: ${use === 'ignore' ? 'not read' : use.replaceAll('_', ' ')}${samples(column)}`;
  });
}

const DELIMITER_NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe', ':': 'colon' } as const;

function headerText({ headerRows }: ReadPlan): string {
  if (headerRows === 0) return 'no header';
  return headerRows === 1 ? 'a header' : `${headerRows} rows of header`;
}
