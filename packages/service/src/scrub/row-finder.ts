import type { Buffer } from 'node:buffer';
import {
  isNorthAmerican,
  northAmericanNumber,
  rowValuesReader,
  separatorsOf,
  type ReadPlan,
} from '@tact/files';
import { addValues, type OnAddresses } from './add-values.ts';
import type { FoundRows } from './found-rows.ts';
import { tableFinder } from './table-finder.ts';

/** Finds the rows of a block, which begins and ends between two rows; `addresses` are handed over as they come. Gives how many lines it has. */
export type RowFinder = (bytes: Buffer, rows: FoundRows, onAddresses: OnAddresses) => number;

const LF = 0x0a;
const CR = 0x0d;

/** What is scanned as bytes and what is read as text is told apart row by row; both give the same values. */
export function rowFinder(plan: ReadPlan): RowFinder {
  return plan.layout === 'values' || plan.layout === 'area_pairs' ? valueFinder(plan) : tableFinder(plan);
}

/** One value a row, whatever stands between them. */
function valueFinder(plan: ReadPlan): RowFinder {
  const isSeparator = separatorsOf(plan);
  const isNational = isNorthAmerican(plan.defaultCountry);
  const isNumber = plan.columns[0] !== 'email';
  const reader = rowValuesReader(plan);
  return (bytes, rows, onAddresses) => {
    let line = 0;
    for (let at = 0; at < bytes.length;) {
      const start = at;
      while (at < bytes.length && isSeparator[bytes[at] as number] === 0) at++;
      const end = at;
      const separator = bytes[at++];
      const isLine = separator === LF || separator === CR;
      if (separator === CR && bytes[at] === LF) at++;
      if (end > start) {
        const number = isNumber ? northAmericanNumber(bytes, start, end, isNational) : 0;
        const spanEnd = isLine ? at : end;
        if (number === 0)
          addValues(rows, reader.ofValue(bytes.toString('utf8', start, end)), line, onAddresses);
        else rows.addNumber(number);
        rows.addRow(start, end, spanEnd);
      }
      if (isLine) line++;
    }
    return line;
  };
}
