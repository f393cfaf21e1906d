/** What somebody asks by a whole message; undefined: anything else. */
export type Keyword = 'stop' | 'start' | 'help';

/**
 * Words that revoke consent: those that United States law names (47 CFR 64.1200(a)(10): stop, quit, end, revoke, opt out, cancel, unsubscribe), and
 * those that providers take by default (formats of Twilio, AWS, Telnyx).
 */
const STOP = [
  'stop', 'quit', 'end', 'revoke', 'optout', 'cancel', 'unsubscribe', 'stopall', 'arret', 'remove', 'td',
] as const; // prettier-ignore
/** Words that take a STOP back. Not `yes`, which also answers other questions: nobody is contacted again by a misunderstanding. */
const START = ['start', 'unstop'] as const;
const HELP = ['help', 'info'] as const;

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ...STOP.map((word) => [word, 'stop'] as const),
  ...START.map((word) => [word, 'start'] as const),
  ...HELP.map((word) => [word, 'help'] as const),
]);

/** Longer messages are no keyword, whatever is in them. */
const LENGTH_MAX = 200;

/**
 * What a whole message asks, in any case, with any punctuation, signs and spaces of Unicode: `“Opt-out!”` and `ＳＴＯＰ` ask to stop. A word that is
 * said several times counts; a sentence does not.
 */
export function keywordOf(message: string): Keyword | undefined {
  if (message.length > LENGTH_MAX) return undefined;
  // Compatibility forms first (full width, ligatures), then accents apart from their letters.
  const text = message
    .normalize('NFKC')
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[\p{M}\p{Cf}]/gu, '');
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const whole = KEYWORDS.get(words.join(''));
  if (whole !== undefined) return whole;
  const kinds = new Set(words.map((word) => KEYWORDS.get(word)));
  const [kind] = kinds;
  return kinds.size === 1 ? kind : undefined;
}
