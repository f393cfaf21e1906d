/** The known word that a mistyped one most likely means: at most two edits away, or the same in another case; undefined where none is near. */
export function didYouMean(typed: string, known: readonly string[]): string | undefined {
  const plain = plainly(typed);
  let nearest: string | undefined;
  let fewest = plain.length <= 3 ? 2 : 3;
  for (const word of known) {
    const edits = editsBetween(plain, plainly(word), fewest);
    if (edits < fewest) {
      fewest = edits;
      nearest = word;
    }
  }
  return nearest;
}

function plainly(word: string): string {
  return word.slice(0, 64).toLowerCase().replaceAll(/[-_]/g, '');
}

/** Levenshtein's distance; anything from `enough` on may be given as `enough`. */
function editsBetween(one: string, other: string, enough: number): number {
  if (Math.abs(one.length - other.length) >= enough) return enough;
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[other.length] ?? enough;
}
