/** Bytes for people: `4.2 kB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1_000 ** power).toFixed(power === 1 && bytes >= 100_000 ? 0 : 1)} ${units[power - 1] ?? ''}`;
}
