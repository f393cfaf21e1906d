const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // `&apos;` is none of HTML 4, which some programs for mail still read.
  "'": '&#39;',
};

/** A text as it stands in HTML or XML, between elements and in an attribute with quotes. */
export function escapedMarkup(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => ENTITIES[one] ?? one);
}
