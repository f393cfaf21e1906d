import { expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { Store } from '@tact/store';
import { createSettling } from './settling.ts';

const OWN = 'own' as OrganizationId;

/** Which transactions are there, look by look, and whether the first instant is settled when that many calls have seen them all. */
test.each<[name: string, looks: readonly string[], settled: boolean]>([
  ['nobody records', [''], true],
  ['one ends', ['3/45', ''], true],
  ['another one begins', ['3/45', '4/7'], true],
  ['one goes on', ['3/45', '3/45'], false],
  ['one is prepared under another name', ['3/45', '-1/900'], false],
  ['one is prepared, then ends', ['3/45', '-1/900', ''], true],
  ['one is prepared, and another begins', ['3/45', '-1/900', '4/7'], true],
  ['one goes on beside one that is prepared later', ['3/45', '3/45 -1/900', '3/45 -1/900'], false],
  ['one is prepared beside one that was prepared later', ['3/45', '3/45 -1/900', '-1/900 -1/901', '-1/901'], false],
  ['two are prepared, one after the other', ['3/45 4/7', '3/45 -1/900', '-1/900 -1/901', '-1/901'], false],
  ['a prepared one ends, and another is prepared', ['-1/900', '-1/901'], true],
  ['after one is prepared, more are', ['3/45', '-1/900', '-1/900 -1/901', '-1/901'], true],
])('where %s', async (_, looks, settled) => {
  const left = looks.map((look) => look.split(' ').filter((name) => name !== ''));
  const last = left.at(-1) ?? [];
  let asked = 0;
  const recording = () => Promise.resolve({ before: String(asked++), transactions: left.shift() ?? last });
  const settling = createSettling({ proof: { recording } } as unknown as Store, 0);
  expect(await settling.settledBefore(OWN)).toBe(settled ? '0' : null);
  expect(settling.waitingMs() > 0).toBe(!settled);
}); // prettier-ignore
