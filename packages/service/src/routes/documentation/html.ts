import { escapedMarkup } from '../../escaped-markup.ts';

/** A piece of a page, safe to put into another one. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Part[];

/** Builds a piece of a page. Every text that is put in is escaped; only other pieces are taken as they are. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let built = strings[0] ?? '';
  for (const [index, part] of parts.entries()) built += textOf(part) + (strings[index + 1] ?? '');
  return { html: built };
}

function textOf(part: Part): string {
  if (typeof part === 'string') return escapedMarkup(part);
  if (typeof part === 'number') return `${part}`;
  return 'html' in part ? part.html : part.map(textOf).join('');
}

/** A sentence in which backticks set code apart. */
export function prose(sentence: string): Html {
  const pieces = sentence.split('`');
  return html`${pieces.map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`))}`;
}

/** A whole page. It needs no script and loads nothing but its own style sheet. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/pages.css" />
        <link rel="icon" href="data:," />
      </head>
      <body>
        ${body}
      </body>
    </html> `.html;
}
