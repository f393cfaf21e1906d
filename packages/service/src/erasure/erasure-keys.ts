import type { ErasureKeyBox } from '@tact/store';
import { createSecretBox, type SecretBox } from '../channels/secret-box.ts';
import { keyFromFile } from '../channels/secret-key-file.ts';

/** The keys of organizations' erased names, encrypted with the installation's secret key, as credentials of channels are (ADR 0013). */
export function erasureKeys(box: () => Promise<SecretBox>): ErasureKeyBox {
  return {
    async seal(organizationId, key) {
      return (await box()).seal('erased names', organizationId, key.toString('base64'));
    },
    async open(organizationId, sealed) {
      const text = (await box()).open('erased names', organizationId, sealed);
      return text === undefined ? undefined : Buffer.from(text, 'base64');
    },
  };
}

/** The same, of the settings. The key file is looked for only when somebody was erased: most databases never need it. */
export function erasureKeysOf({
  secretKeys,
  dataDirectory,
}: {
  readonly secretKeys: readonly Buffer[];
  readonly dataDirectory: string;
}): ErasureKeyBox {
  let box: Promise<SecretBox> | undefined;
  return erasureKeys(
    () => (box ??= secretKeysOf({ secretKeys, dataDirectory }).then((keys) => createSecretBox(keys))),
  );
}

/** The secret keys of the settings, else that of the data folder. */
export async function secretKeysOf({
  secretKeys,
  dataDirectory,
}: {
  readonly secretKeys: readonly Buffer[];
  readonly dataDirectory: string;
}): Promise<readonly Buffer[]> {
  return secretKeys.length > 0 ? secretKeys : [await keyFromFile(dataDirectory)];
}
