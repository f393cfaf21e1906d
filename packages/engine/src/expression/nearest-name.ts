/** The known name that somebody may have meant: the one with the fewest changed letters, at most a third of them; undefined where none is near. */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase();
  let nearest: string | undefined;
  let fewest = Math.floor(typed.length / 3) + 1;
  for (const name of known) {
    if (Math.abs(name.length - typed.length) >= fewest) continue;
    const changes = changesBetween(wanted, name.toLowerCase());
    if (changes < fewest) [nearest, fewest] = [name, changes];
  }
  return nearest;
}

/** How many letters must be added, left out or replaced, or neighbours changed over, to make the one from the other. */
function changesBetween(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const [twoAbove, above] = [before, row];
    row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const best = Math.min(replaced, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const areChangedOver = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(areChangedOver ? Math.min(best, (twoAbove[j - 2] ?? 0) + 1) : best);
    }
    before = above;
  }
  return row[other.length] ?? 0;
}
