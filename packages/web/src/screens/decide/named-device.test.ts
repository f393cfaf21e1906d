import { expect, test } from 'vitest';
import type { StoredContact } from '../contacts/contact-list.tsx';
import { addressNamed, strangerNamed } from './named-device.ts';

const CONTACT = {
  clientId: '2125550123',
  devices: [
    { position: 1, address: '+12125550144', type: 'mobile' },
    { position: 2, address: '+442079460018', type: 'landline' },
    { position: 3, address: 'ada@example.com', type: 'other' },
  ],
} as unknown as StoredContact;

test.each([
  ['+1 212 555 0144', '+12125550144'],
  ['(212) 555-0144', '+12125550144'],
  ['020 7946 0018', '+442079460018'],
  ['Ada@Example.com', 'ada@example.com'],
  // A client id that looks like a number, the beginning of one, and a name are about the contact.
  ['2125550123', null],
  ['21255', null],
  ['0144', null],
  ['Ada', null],
])('`%s` names the device %s', (text, address) => {
  expect(addressNamed(CONTACT, text)).toBe(address);
});

test('somebody who is not stored is asked about by a number or an address, or by a client id', () => {
  expect(strangerNamed('(212) 555-0199')).toEqual({
    clientId: '(212) 555-0199',
    devices: [{ address: '(212) 555-0199' }],
  });
  expect(strangerNamed('A-7')).toEqual({ clientId: 'A-7' });
});
