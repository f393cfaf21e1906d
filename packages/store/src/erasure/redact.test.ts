import { expect, test } from 'vitest';
import type { ClientId, DeviceKey } from '@tact/engine';
import { redact, withoutDevice } from './redact.ts';
import type { Subject } from './subject.ts';

const ANN: Subject = {
  clientId: '17' as ClientId,
  deviceKeys: ['+12125550123', 'ann@example.com'] as DeviceKey[],
  contactIds: [],
  entityIds: [],
};

test.each<[string, unknown, unknown]>([
  [
    'nothing about the person stays as it is',
    { limit: '17', count: 17, names: ['17'] },
    { limit: '17', count: 17, names: ['17'] },
  ],
  ['what bears the client id is gone whole', { clientId: '17', name: 'Ann' }, 'erased'],
  [
    'and of a list without a trace',
    { all: [{ clientId: '17' }, { clientId: '18' }] },
    { all: [{ clientId: '18' }] },
  ],
  ['a client id as an entry', { value: '17' }, { value: 'erased' }],
  [
    'a device anywhere',
    { numbers: ['+12125550123', '+12125550124'] },
    { numbers: ['erased', '+12125550124'] },
  ],
  [
    'a device within a text',
    { note: 'call +12125550123, or ann@example.com.' },
    { note: 'call erased, or erased.' },
  ],
  ['a longer number that begins alike stays', '+121255501234', '+121255501234'],
  ['null and what is no text', [null, 1, true], [null, 1, true]],
])('%s', (_name, before, after) => {
  expect(redact(before, ANN)).toEqual(after);
});

test('a person without a client id is found by devices alone', () => {
  expect(redact({ clientId: '17', to: '+12125550123' }, { ...ANN, clientId: null })).toEqual({
    clientId: '17',
    to: 'erased',
  });
});

test('a number that stands there twice is replaced twice', () => {
  expect(withoutDevice('+1 is no +1212 but +1212', '+1212')).toBe('+1 is no erased but erased');
});
