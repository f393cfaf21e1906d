import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { API_LIMITS } from '@tact/api/without-schemas';
import { readSecretKey } from './channels/secret-key-file.ts';
import { withoutLastSlashes } from './without-last-slashes.ts';

/** The levels of the log; `debug` may show what a fault was about, and is not for production. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
/** How much is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the service is started with. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  /** Where the embedded database lies; absolute. */
  readonly dataDirectory: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  /** The owner's address of the same database, where `databaseUrl` is a login that owns nothing; null: there is no other. */
  readonly databaseOwnerUrl: string | null;
  /** A copy that follows the database, for what reports read; null: the database itself. */
  readonly databaseReplicaUrl: string | null;
  readonly adminEmail: string;
  /** Null: one is generated and printed once. */
  readonly adminPassword: string | null;
  /** An API key with the administrator's role, for automation; null: one is generated at the first start and printed once. */
  readonly bootstrapKey: string | null;
  /** The private key by which checkpoints are signed (PEM, Ed25519); null: that of the data folder. */
  readonly signingKey: string | null;
  readonly logLevel: LogLevel;
  /** Keys of 32 bytes that secrets are kept with, the one that encrypts first; none: a file in the data folder. */
  readonly secretKeys: readonly Buffer[];
  /** Where people and providers outside reach the service, without a slash at its end; null: nowhere. */
  readonly publicUrl: string | null;
  /** Addresses and networks of proxies before the service, such as `10.0.0.5` and `10.1.0.0/16`: what they say of who asks is believed. */
  readonly trustedProxies: readonly string[];
  /** Whether channels may be at addresses of a private network, and unencrypted. */
  readonly allowPrivateAddresses: boolean;
  /** Whether this process works on the queues of campaigns. */
  readonly execution: boolean;
  /** Whether this process works on imports, that is reads the files that were sent. */
  readonly imports: boolean;
}

/** A setting that cannot be used. The message is one line that names it. */
export class SettingsError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'SettingsError';
  }
}

const BOOTSTRAP_KEY_LENGTH_MIN = 24;

/** Reads the settings from the environment. Throws a `SettingsError` for the first one that cannot be used; an empty one is not set. */
export function settingsOf(environment: Readonly<Record<string, string | undefined>>): Settings {
  const read = (name: string) => {
    const text = environment[name]?.trim() ?? '';
    return text === '' ? null : text;
  };
  return {
    port: readPort(read('TACT_PORT') ?? '8228'),
    host: read('TACT_HOST') ?? '127.0.0.1',
    dataDirectory: dataDirectoryOf(environment),
    databaseUrl: readDatabaseUrl('DATABASE_URL', read('DATABASE_URL')),
    databaseOwnerUrl: readDatabaseUrl('DATABASE_OWNER_URL', read('DATABASE_OWNER_URL')),
    databaseReplicaUrl: readDatabaseUrl('DATABASE_REPLICA_URL', read('DATABASE_REPLICA_URL')),
    adminEmail: readEmail(read('TACT_ADMIN_EMAIL') ?? 'admin@localhost'),
    adminPassword: readPassword(environment['TACT_ADMIN_PASSWORD'] ?? ''),
    bootstrapKey: readBootstrapKey(read('TACT_BOOTSTRAP_KEY')),
    signingKey: read('TACT_SIGNING_KEY'),
    logLevel: readLogLevel(read('TACT_LOG_LEVEL') ?? 'info'),
    secretKeys: readSecretKeys(read('TACT_SECRET_KEY')),
    publicUrl: readPublicUrl(read('TACT_PUBLIC_URL')),
    trustedProxies: readTrustedProxies(read('TACT_TRUSTED_PROXIES')),
    allowPrivateAddresses: readSwitch(
      'TACT_ALLOW_PRIVATE_ADDRESSES',
      read('TACT_ALLOW_PRIVATE_ADDRESSES') ?? 'off',
    ),
    execution: readSwitch('TACT_EXECUTION', read('TACT_EXECUTION') ?? 'on'),
    imports: readSwitch('TACT_IMPORTS', read('TACT_IMPORTS') ?? 'on'),
  };
}

/** Where the embedded database lies: `TACT_DATA_DIR`, else `.tact` in the working folder; absolute. */
export function dataDirectoryOf(environment: Readonly<Record<string, string | undefined>>): string {
  const given = environment['TACT_DATA_DIR']?.trim() ?? '';
  return resolve(given === '' ? '.tact' : given);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new SettingsError(`TACT_PORT \`${text}\` is no port; use a number from 0 to 65535`);
  return port;
}

/** The address may hold a password, so that it is not repeated. */
function readDatabaseUrl(name: string, text: string | null): string | null {
  if (text === null) return null;
  if (!URL.canParse(text) || !/^postgres(ql)?:$/.test(new URL(text).protocol))
    throw new SettingsError(
      `${name} is no address of a PostgreSQL; write \`postgres://user:password@host:5432/name\``,
    );
  return text;
}

function readEmail(text: string): string {
  if (!/^[^\s@]{1,64}@[^\s@]{1,189}$/.test(text))
    throw new SettingsError(
      `TACT_ADMIN_EMAIL \`${text}\` is no e-mail address; write one such as \`ada@example.com\``,
    );
  return text.toLowerCase();
}

/** Taken as it is, spaces at its ends too: who signs in types all of it. One that could not be used to sign in is refused. */
function readPassword(text: string): string | null {
  if (text === '') return null;
  const { passwordLengthMin, passwordLengthMax } = API_LIMITS;
  if (text.length < passwordLengthMin || text.length > passwordLengthMax)
    throw new SettingsError(
      `TACT_ADMIN_PASSWORD has ${text.length} characters; use ${passwordLengthMin} to ${passwordLengthMax}`,
    );
  return text;
}

function readBootstrapKey(text: string | null): string | null {
  if (text === null) return null;
  if (text.length < BOOTSTRAP_KEY_LENGTH_MIN || !/^[\x21-\x7e]+$/.test(text))
    throw new SettingsError(
      `TACT_BOOTSTRAP_KEY is too short or not visible ASCII; use at least ${BOOTSTRAP_KEY_LENGTH_MIN} random characters, such as those of \`openssl rand -hex 32\``,
    );
  return text;
}

/** Several keys, apart by commas: the first encrypts, all decrypt. They are not repeated. */
function readSecretKeys(text: string | null): readonly Buffer[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const key = readSecretKey(part);
      if (key === undefined)
        throw new SettingsError(
          'TACT_SECRET_KEY is no key; use 32 random bytes, such as those of `openssl rand -hex 32`, and commas between several',
        );
      return key;
    });
}

function readPublicUrl(text: string | null): string | null {
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  )
    throw new SettingsError(
      `TACT_PUBLIC_URL \`${text}\` is no address of a service; write one such as \`https://tact.example.com\``,
    );
  return withoutLastSlashes(url.href);
}

/** Several, apart by commas. Whoever is among them may claim any address, so that a name, or everybody, is not taken. */
function readTrustedProxies(text: string | null): readonly string[] {
  const proxies = (text ?? '').split(',').flatMap((part) => part.trim() || []);
  const wrong = proxies.find((one) => !isNetwork(one));
  if (wrong !== undefined)
    throw new SettingsError(
      `TACT_TRUSTED_PROXIES \`${wrong}\` is no address and no network; write some such as \`10.0.0.5,10.1.0.0/16\``,
    );
  return proxies;
}

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([\d.a-f:]+)(?:\/([1-9]\d{0,2}))?$/i.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits ?? 1) <= (version === 4 ? 32 : 128);
}

function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((one) => one === text.toLowerCase());
  if (level === undefined)
    throw new SettingsError(`TACT_LOG_LEVEL \`${text}\` is no level; use one of ${LOG_LEVELS.join(', ')}`);
  return level;
}

function readSwitch(name: string, text: string): boolean {
  if (['on', '1', 'true'].includes(text)) return true;
  if (['off', '0', 'false'].includes(text)) return false;
  throw new SettingsError(`${name} \`${text}\` is neither; write \`on\` or \`off\``);
}
