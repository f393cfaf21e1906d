/**
 * The same numbers with room for so many, zeros behind them. The old array is empty afterwards: its memory is free at once, while the collector,
 * which does not see what lies outside its heap, would keep it for long.
 */
export function wider<Column extends { readonly buffer: ArrayBuffer; readonly BYTES_PER_ELEMENT: number }>(
  column: Column,
  length: number,
  Type: new (buffer: ArrayBuffer) => Column,
): Column {
  return new Type(column.buffer.transfer(length * column.BYTES_PER_ELEMENT));
}
