/** A count as people read it: `1,234,567`. */
export function counted(value: number): string {
  return value.toLocaleString('en-US');
}
