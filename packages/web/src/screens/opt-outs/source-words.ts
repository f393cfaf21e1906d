import { texts } from '../../texts/screen-texts.ts';

/** How a wish was told, in words; another program's own word as it is. */
export function sourceWords(source: string): string {
  const words: Readonly<Record<string, string>> = texts.optOuts.sources;
  return words[source] ?? source;
}
