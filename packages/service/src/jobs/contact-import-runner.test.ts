import { expect, test } from 'vitest';
import type { OrganizationId } from '@tact/engine';
import type { ContactImport, Store } from '@tact/store';
import { needsContactFile } from './contact-import-runner.ts';

type State = Pick<ContactImport, 'phase' | 'state'>;

/** A store with one import; `isTakenUp`: somebody takes it up between the look and the lapse. */
function storeWith(one: State | undefined, isTakenUp = false) {
  const lapsed: string[] = [];
  const contactImports = {
    ofFile: () => Promise.resolve(one === undefined ? undefined : ({ id: 'one', ...one } as ContactImport)),
    lapse: (_: OrganizationId, id: string) => {
      lapsed.push(id);
      return Promise.resolve(!isTakenUp);
    },
    tidyUp: () => Promise.resolve(),
  };
  return { lapsed, store: { contactImports } as unknown as Store };
}

const importing = (state: ContactImport['state']): State => ({ phase: 'import', state });

const cases: readonly [name: string, one: State | undefined, isNeeded: boolean, isLapsed: boolean][] = [
  ['of no import', undefined, false, false],
  ['of one that waits', importing('queued'), true, false],
  ['of one that runs', importing('running'), true, false],
  ['of one that failed', importing('failed'), false, false],
  ['of one that is over', importing('finished'), false, false],
  ['of one that is stopped', importing('stopped'), false, true],
  ['of one that is taken back', { phase: 'undo', state: 'queued' }, false, false],
];
test.each(cases)('the file %s', async (_, one, isNeeded, isLapsed) => {
  const { store, lapsed } = storeWith(one);
  expect(await needsContactFile(store, 'own' as OrganizationId, 'file', 'too late')).toBe(isNeeded);
  expect(lapsed).toEqual(isLapsed ? ['one'] : []);
});

test('the file of one that is taken up while it is given up stays', async () => {
  const { store } = storeWith(importing('stopped'), true);
  expect(await needsContactFile(store, 'own' as OrganizationId, 'file', 'too late')).toBe(true);
});
