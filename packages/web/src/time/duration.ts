/** How long something took: its two largest parts, such as `2 d 4 h` or `3 min 5 s`. Below a second in milliseconds; what is a moment more than whole seconds is a second more. */
export function durationText(ms: number): string {
  if (ms <= 0) return '0 s';
  if (ms < 1_000) return `${Math.ceil(ms)} ms`;
  const all = Math.ceil(ms / 1_000);
  const parts = [
    [Math.floor(all / 86_400), 'd'],
    [Math.floor(all / 3_600) % 24, 'h'],
    [Math.floor(all / 60) % 60, 'min'],
    [all % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
