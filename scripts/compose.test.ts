import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

/** What is read of a service of the compose file. */
interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string }[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly ports?: readonly string[];
  readonly networks?: { readonly default?: { readonly ipv4_address?: string } };
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly networks: {
    readonly default: {
      readonly ipam: { readonly config: readonly { readonly subnet: string; readonly ip_range: string }[] };
    };
  };
}

const text = await readFile(new URL('../docs/operating/compose.yaml', import.meta.url), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image?.includes('TACT_IMAGE') === true);

describe('the compose file', () => {
  test('refers to nothing that it does not have', () => {
    const missing = services.flatMap(([name, { depends_on, volumes = [], configs = [] }]) => [
      ...Object.keys(depends_on ?? {}).filter((one) => compose.services[one] === undefined),
      ...volumes.filter((one) => !(String(one.split(':')[0]) in compose.volumes)),
      ...configs
        .filter(({ source }) => !(source in compose.configs))
        .map(({ source }) => `${name}: ${source}`),
    ]);
    expect(missing).toEqual([]);
    expect(ours.map(([name]) => name)).toEqual(['migrate', 'answer', 'execute', 'caretaker', 'report']);
  });

  test('sets only what there is to set', async () => {
    const sources = ['settings.ts', 'serve.ts'].map((one) => `../packages/service/src/${one}`);
    const texts = sources.map((source) => readFile(new URL(source, import.meta.url), 'utf8'));
    const settings = (await Promise.all(texts)).join('\n');
    const names = new Set(ours.flatMap(([, { environment }]) => Object.keys(environment ?? {})));
    expect([...names].filter((name) => !settings.includes(`'${name}'`))).toEqual([]);
    expect(names.size).toBeGreaterThan(7);
  });

  test('trusts its own proxy, and nobody else', () => {
    const address = compose.services['proxy']?.networks?.default?.ipv4_address ?? '';
    for (const [name, { environment }] of ours)
      if (name !== 'migrate') expect([name, environment?.['TACT_TRUSTED_PROXIES']]).toEqual([name, address]);
    const [given] = compose.networks.default.ipam.config;
    const last = Number(address.split('.')[3]);
    expect([given?.subnet, given?.ip_range]).toEqual([
      address.replace(/\d+$/, '0/24'),
      address.replace(/\d+$/, '128/25'),
    ]);
    // 1 is the network's own; the others get theirs from 128 on.
    expect(last > 1 && last < 128).toBe(true);
  });

  test("gives the owner's address to the migration and one service that nobody reaches, and a copy to reports alone", () => {
    const having = (name: string) =>
      ours.filter(([, { environment }]) => environment?.[name] !== undefined).map(([one]) => one);
    expect(having('DATABASE_OWNER_URL')).toEqual(['migrate', 'caretaker']);
    const { environment, volumes } = compose.services['caretaker'] ?? {};
    expect(environment).toMatchObject({ TACT_EXECUTION: 'off', TACT_IMPORTS: 'off', TACT_HOST: '127.0.0.1' });
    // No file that somebody sent is read, or can be, where the owner's address is.
    expect(volumes).toBe(undefined);
    expect(having('TACT_IMPORTS')).toEqual(['caretaker']);
    expect(having('DATABASE_REPLICA_URL')).toEqual(['report']);
    for (const [, { environment }] of ours)
      expect(environment?.['DATABASE_URL']).toMatch(
        /^postgres:\/\/tact_service:\$\{TACT_SERVICE_PASSWORD:\?\}@database/,
      );
  });

  test('says for the first start of each service what a container does not know, or shows in a log', () => {
    for (const [name, { environment }] of ours)
      if (name !== 'migrate')
        for (const setting of ['TZ', 'TACT_ADMIN_EMAIL', 'TACT_ADMIN_PASSWORD', 'TACT_BOOTSTRAP_KEY'])
          expect([name, environment?.[setting]]).toEqual([name, `\${${setting}:?}`]);
  });

  test('holds no secret, and none has a default', () => {
    const secrets = [...text.matchAll(/\$\{(\w*(?:PASSWORD|KEY))([^}]*)\}/g)];
    expect(secrets.length).toBeGreaterThan(5);
    expect(secrets.filter(([, , rest]) => rest !== ':?').map(([all]) => all)).toEqual([]);
  });

  test('gets every variable that it needs from the file that running.md makes', async () => {
    const running = await readFile(new URL('../docs/operating/running.md', import.meta.url), 'utf8');
    const [, made = ''] = /\.env <<END\n(.*?)^END$/ms.exec(running) ?? [];
    const set = new Set([...made.matchAll(/^(\w+)=/gm)].map(([, name]) => name));
    const needed = new Set([...text.matchAll(/(?<!\$)\$\{(\w+):\?\}/g)].map(([, name]) => name));
    expect(set).toEqual(needed);
  });

  test('is started on an image whose every step is there to be done', async () => {
    const root = new URL('../', import.meta.url);
    const dockerfile = await readFile(new URL('docs/operating/Dockerfile', root), 'utf8');
    const scripts = async (path: string) =>
      (JSON.parse(await readFile(new URL(path, root), 'utf8')) as { readonly scripts: object }).scripts;
    expect(dockerfile).toMatch(/^FROM node:24$/m);
    expect(dockerfile).toMatch(/npm run build --workspace packages\/web/);
    expect(await scripts('packages/web/package.json')).toHaveProperty('build');
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^CMD \["npm", "start"\]$/m);
    expect(await scripts('package.json')).toHaveProperty('start');
  });

  test('lets nothing in but the proxy, which asks those that answer and lets no figures out', () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['proxy']);
    expect(compose.services['proxy']).toMatchObject({
      configs: [{ source: 'proxy', target: '/etc/caddy/Caddyfile' }],
    });
    const { content = '' } = compose.configs['proxy'] ?? {};
    expect(content).toMatch(/^\s*respond \/metrics 404$/m);
    expect(content).toMatch(/^\s*name answer$/m);
    expect(content.match(/\{/g)?.length).toBe(content.match(/\}/g)?.length);
  });
});
