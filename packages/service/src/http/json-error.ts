/** One token of JSON at the place where the last one ended; white space before it. */
const TOKEN =
  /[ \t\n\r]*(?:([{}[\]:,])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/** What may come next. */
type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/**
 * The index at which a text stops being JSON; its length where it only ends too early. V8's own message leaves the position out for some
 * slips, a comma before `]` among them. Only asked for texts that are no JSON.
 */
export function jsonErrorIndex(text: string): number {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const startsAt = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) return startsAt + (/^[ \t\n\r]*/.exec(text.slice(startsAt))?.[0].length ?? 0);
    const next = follow(expected, open, match[1] ?? (match[2] === undefined ? 'literal' : 'string'));
    if (next === undefined) return startsAt + match[0].search(/[^ \t\n\r]/);
    expected = next;
  }
}

/** What is expected after a token; undefined where the token is wrong. Keeps the open brackets. */
function follow(expected: Expected, open: ('{' | '[')[], token: string): Expected | undefined {
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'comma or end');
  const takesValue = expected === 'value' || expected === 'value or end';
  switch (token) {
    case '{':
    case '[':
      if (!takesValue) return undefined;
      open.push(token);
      return token === '{' ? 'key or end' : 'value or end';
    case '}':
    case ']': {
      const empty = token === '}' ? 'key or end' : 'value or end';
      if (open.at(-1) !== (token === '}' ? '{' : '[')) return undefined;
      if (expected !== 'comma or end' && expected !== empty) return undefined;
      open.pop();
      return afterValue();
    }
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    case ',':
      if (expected !== 'comma or end') return undefined;
      return open.at(-1) === '{' ? 'key' : 'value';
    case 'string':
      if (expected === 'key' || expected === 'key or end') return 'colon';
      return takesValue ? afterValue() : undefined;
    default:
      return takesValue ? afterValue() : undefined;
  }
}
