import { createHmac } from 'node:crypto';
import type { ClientId, DeviceKey, OrganizationId } from '@tact/engine';
import { StoreError } from '../errors.ts';
import type { ErasureKeyBox } from '../ports.ts';

/** What stands where an erased client id or device stood: no client id that anybody gives, no number, no e-mail address. */
export const ERASED_PREFIX = 'erased:';
/** Bytes of a name: two different devices never get the same one. */
const NAME_BYTES = 16;
/** Organizations whose opened key is kept in memory. */
const KEYS_MAX = 1_000;

/** Gives the erased names of an organization: always the same one for the same client id or device. */
export interface Namer {
  client(clientId: string): ClientId;
  device(deviceKey: string): DeviceKey;
}

/** Opens the keys of organizations, and keeps them. */
export interface Namers {
  /** The key itself, for a thread of this process. Throws as `open`. */
  key(organizationId: OrganizationId, sealed: Buffer): Promise<Buffer>;
  /** Throws `erasure_key_missing` where the installation's secret key does not open the sealed one: nothing is decided then (G4). */
  open(organizationId: OrganizationId, sealed: Buffer): Promise<Namer>;
  /** Encrypts a new key; throws `erasure_key_missing` where this process was given no secret key. */
  seal(organizationId: OrganizationId, key: Buffer): Promise<Buffer>;
}

/** Creates namers on the box that the keys of organizations are sealed with; without one, none opens. */
export function createNamers(box: ErasureKeyBox | undefined): Namers {
  const opened = new Map<string, Namer>();
  const keyOf = async (organizationId: OrganizationId, sealed: Buffer): Promise<Buffer> => {
    const key = await box?.open(organizationId, sealed);
    if (key === undefined) throw keyMissing();
    return key;
  };
  return {
    key: keyOf,
    async open(organizationId, sealed) {
      const id = `${organizationId} ${sealed.toString('base64')}`;
      const known = opened.get(id);
      if (known !== undefined) return known;
      const namer = namerOf(await keyOf(organizationId, sealed));
      if (opened.size >= KEYS_MAX) opened.clear();
      opened.set(id, namer);
      return namer;
    },
    seal(organizationId, key) {
      if (box === undefined) throw keyMissing();
      return box.seal(organizationId, key);
    },
  };
}

function keyMissing(): StoreError {
  return new StoreError(
    'erasure_key_missing',
    'persons were erased here, and the secret key that their opt-outs are known by is not this one; give `TACT_SECRET_KEY`, or the `secret.key` of the data folder',
  );
}

function namerOf(key: Buffer): Namer {
  const name = (kind: 'client' | 'device', value: string) =>
    ERASED_PREFIX +
    createHmac('sha256', key)
      .update(`${kind}\n${value}`)
      .digest()
      .subarray(0, NAME_BYTES)
      .toString('base64url');
  return {
    // What is erased already keeps its name: a second erasure finds it again.
    client: (clientId) => (isErased(clientId) ? clientId : name('client', clientId)) as ClientId,
    device: (deviceKey) => (isErased(deviceKey) ? deviceKey : name('device', deviceKey)) as DeviceKey,
  };
}

/** Whether a client id or a device is the name of an erased one. */
export function isErased(name: string): boolean {
  return name.startsWith(ERASED_PREFIX);
}
