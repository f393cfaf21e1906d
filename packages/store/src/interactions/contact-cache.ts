import { DEVICE_TYPES, type DeviceKey } from '@tact/engine';
import type { InteractionContact } from '../ports.ts';
import type { ContactAddress } from '../ports/interaction-batch.ts';
import { createByteArena } from './byte-arena.ts';
import { createByteTable } from './byte-table.ts';
import { wider } from './wider.ts';

/**
 * Contacts by the bytes of their client id, some 60 bytes for one with a device: where it lives is written once for all who live there. It only
 * grows; who finds it full begins a new one.
 */
export interface ContactCache {
  readonly isFull: boolean;
  /** Where contacts live, by number. */
  readonly addresses: readonly ContactAddress[];
  /** The number of a client; -1 where it is not known. */
  find(bytes: Uint8Array, from: number, to: number): number;
  /** Null: nobody has the client id, which is known too. */
  put(client: Uint8Array, contact: InteractionContact | null): void;
  /** The number of a client's address; -1 where there is no contact. */
  addressOf(number: number): number;
  /** The type that the contact says of a device, as its place in `DEVICE_TYPES`; -1 where the device is none of the contact's. */
  typeOf(number: number, bytes: Uint8Array, from: number, to: number): number;
  contactOf(number: number): InteractionContact | null;
}

/** What the tables take for each client besides its bytes. */
const CLIENT_BYTES = 44;
const FIRST_CLIENTS = 1_024;
/** The most that an arena takes at once; who has more devices is kept as he is. */
const ARENA_BYTES_MAX = 16_384;
/** Before the key of a device: its type, and the key's length in two bytes. */
const HEAD_BYTES = 3;
const NO_CONTACT = -1;

/** Creates a cache that is full with about so many bytes. */
export function createContactCache(bytesMax: number): ContactCache {
  const keys = createByteTable();
  const arena = createByteArena();
  const addresses: ContactAddress[] = [];
  const addressNumbers = new Map<string, number>();
  const long = new Map<number, InteractionContact>();
  /** By the number of a client: its address, and where its devices lie, and how many bytes they take. */
  let livesAt = new Int32Array(FIRST_CLIENTS);
  let places = new Uint32Array(FIRST_CLIENTS);
  let lengths = new Uint16Array(FIRST_CLIENTS);
  let used = 0;

  function grow(): void {
    const room = livesAt.length * 2;
    livesAt = wider(livesAt, room, Int32Array);
    places = wider(places, room, Uint32Array);
    lengths = wider(lengths, room, Uint16Array);
  }

  function addressNumberOf({ zone, country, region, postalCode }: InteractionContact): number {
    const key = JSON.stringify([zone, country, region, postalCode]);
    const known = addressNumbers.get(key);
    if (known !== undefined) return known;
    const made = addresses.push({ zone, country, region, postalCode }) - 1;
    addressNumbers.set(key, made);
    used += key.length * 4;
    return made;
  }

  return {
    addresses,
    get isFull() {
      return used >= bytesMax;
    },
    find: (bytes, from, to) => keys.find(bytes, from, to),
    put(client, contact) {
      const number = keys.add(client, 0, client.length);
      if (number >= livesAt.length) grow();
      livesAt[number] = contact === null ? NO_CONTACT : addressNumberOf(contact);
      const packed = packedDevices(contact?.devices ?? []);
      used += client.length + packed.length + CLIENT_BYTES;
      const isLong = packed.length > ARENA_BYTES_MAX;
      if (isLong && contact !== null) long.set(number, contact);
      else long.delete(number);
      places[number] = isLong ? 0 : arena.store(packed, 0, packed.length);
      lengths[number] = isLong ? 0 : packed.length;
    },
    addressOf: (number) => livesAt[number] ?? NO_CONTACT,
    typeOf(number, bytes, from, to) {
      let at = places[number] ?? 0;
      const end = at + (lengths[number] ?? 0);
      while (at < end) {
        const length = arena.byteAt(at + 1) * 256 + arena.byteAt(at + 2);
        if (length === to - from && arena.isAt(at + HEAD_BYTES, bytes, from, length)) return arena.byteAt(at);
        at += HEAD_BYTES + length;
      }
      const devices = long.get(number)?.devices;
      if (devices === undefined) return -1;
      const key = Buffer.from(bytes.subarray(from, to)).toString();
      const type = devices.find((device) => device.key === key)?.type;
      return type === undefined ? -1 : DEVICE_TYPES.indexOf(type);
    },
    contactOf(number) {
      const address = addresses[livesAt[number] ?? NO_CONTACT];
      if (address === undefined) return null;
      return (
        long.get(number) ?? {
          ...address,
          devices: unpackedDevices(arena.at(places[number] ?? 0, lengths[number] ?? 0)),
        }
      );
    },
  };
}

function packedDevices(devices: InteractionContact['devices']): Uint8Array {
  return Buffer.concat(
    devices.flatMap(({ key, type }) => {
      const bytes = Buffer.from(key);
      return [Buffer.of(DEVICE_TYPES.indexOf(type), bytes.length >>> 8, bytes.length & 255), bytes];
    }),
  );
}

function unpackedDevices(packed: Uint8Array): InteractionContact['devices'] {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.length);
  const devices: InteractionContact['devices'][number][] = [];
  for (let at = 0; at < bytes.length;) {
    const [from, length] = [at + HEAD_BYTES, bytes.readUInt16BE(at + 1)];
    const type = DEVICE_TYPES[bytes.readUInt8(at)] ?? 'unknown';
    devices.push({ key: bytes.toString('utf8', from, from + length) as DeviceKey, type });
    at = from + length;
  }
  return devices;
}
