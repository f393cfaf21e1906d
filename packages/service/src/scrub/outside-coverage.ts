/** Whether a registry list says nothing of a number, by its coverage (S26); null where it says something of every number. */
export function outsideCoverage(coverage: readonly string[] | null): ((number: number) => boolean) | null {
  if (coverage === null) return null;
  const prefixes = new Set(coverage.map((prefix) => Number(prefix.replace(/^\+/, ''))));
  const lengths = [...new Set([...prefixes].map(digitsOf))];
  return (number) => {
    const digits = digitsOf(number);
    return !lengths.some(
      (length) => length <= digits && prefixes.has(Math.floor(number / 10 ** (digits - length))),
    );
  };
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let end = 10; number >= end; end *= 10) digits++;
  return digits;
}
