import { describe, expect, test } from 'vitest';
import { keywordOf } from './stop-words.ts';

describe('a message that asks to stop', () => {
  const messages = [
    // The words of United States law, each as it is.
    'stop', 'quit', 'end', 'revoke', 'opt out', 'cancel', 'unsubscribe',
    // The providers' own.
    'STOPALL', 'STOP ALL', 'OPTOUT', 'OPT-OUT', 'ARRET', 'REMOVE', 'TD',
    // Any case, any punctuation, any space.
    'STOP', 'Stop.', ' sToP !!! ', '“Stop”', 'stop\n', '\tstop\r\n', '\u00a0stop\u2003', '\u200bstop\ufeff', '¡Stop!', '*stop*', 'STOP 🛑', '🛑️ stop',
    'opt\u00a0out', 'Opt—out', 'opt_out', 's.t.o.p', 'ＳＴＯＰ', 'arrêt', 'ARRE\u0302T',
    // Said more than once.
    'stop stop', 'STOP, unsubscribe!', 'Stop. Stop. Stop.',
  ]; // prettier-ignore
  test.each(messages)('%j', (message) => {
    expect(keywordOf(message)).toBe('stop');
  });
});

test.each([
  ['START', 'start'],
  ['unstop.', 'start'],
  ['Help?', 'help'],
  ['INFO', 'help'],
  ['', undefined],
  ['   ', undefined],
  ['!!!', undefined],
  // A sentence is no keyword; `yes` answers other questions too.
  ['please stop calling me', undefined],
  ['the end is near', undefined],
  ['do not stop', undefined],
  ['YES', undefined],
  ['stopped', undefined],
  ['stop help', undefined],
  ['stop start', undefined],
  ['stop '.repeat(100), undefined],
] as const)('%j asks for %s', (message, keyword) => {
  expect(keywordOf(message)).toBe(keyword);
});
