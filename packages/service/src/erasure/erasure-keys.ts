import { StoreError, type ErasureKeyBox } from '@tact/store';
import { createSecretBox, type SecretBox } from '../channels/secret-box.ts';
import { keyFromFile, makeKeyFile } from '../channels/secret-key-file.ts';
import type { Settings } from '../settings.ts';

/** The keys of organizations' erased names, encrypted with the installation's secret key, as credentials of channels are (ADR 0013). */
export interface ErasureKeys extends ErasureKeyBox {
  /** Throws `erasure_key_missing` where there is no secret key to encrypt with, before anything is begun that needs one. */
  assertThere(): Promise<void>;
}

type KeySettings = Pick<Settings, 'secretKeys' | 'dataDirectory'>;

/** Those of the service, whose first start makes the key file. It is looked for only when somebody was erased: most databases never need it. */
export function erasureKeysOfService(settings: KeySettings): ErasureKeys {
  return erasureKeys(() => secretKeysOfService(settings));
}

/**
 * Those of a command beside the service: with a key that is there, else none. A key that a command made would be known to itself alone,
 * and the service could open nothing that was encrypted with it.
 */
export function erasureKeysOf({ secretKeys, dataDirectory }: KeySettings): ErasureKeys {
  return erasureKeys(async () => {
    if (secretKeys.length > 0) return secretKeys;
    const key = await keyFromFile(dataDirectory);
    return key === undefined ? [] : [key];
  });
}

/** The secret keys of the settings, else that of the data folder, which is made where there is none. Only the service may make one. */
export async function secretKeysOfService({
  secretKeys,
  dataDirectory,
}: KeySettings): Promise<readonly Buffer[]> {
  return secretKeys.length > 0 ? secretKeys : [await makeKeyFile(dataDirectory)];
}

function erasureKeys(find: () => Promise<readonly Buffer[]>): ErasureKeys {
  let finding: Promise<SecretBox | null> | undefined;
  const look = () => (finding ??= find().then((keys) => (keys.length === 0 ? null : createSecretBox(keys))));
  const mustFind = async () => {
    const box = await look();
    if (box !== null) return box;
    throw new StoreError(
      'erasure_key_missing',
      "there is no secret key; give the service's `TACT_SECRET_KEY`, or --data-dir with its `secret.key`",
    );
  };
  return {
    async seal(organizationId, key) {
      return (await mustFind()).seal('erased names', organizationId, key.toString('base64'));
    },
    async open(organizationId, sealed) {
      const text = (await look())?.open('erased names', organizationId, sealed);
      return text === undefined ? undefined : Buffer.from(text, 'base64');
    },
    async assertThere() {
      await mustFind();
    },
  };
}
