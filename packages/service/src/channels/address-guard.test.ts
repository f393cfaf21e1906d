import { describe, expect, test } from 'vitest';
import { createAddressGuard, isPublicAddress } from './address-guard.ts';

const guard = createAddressGuard({ allowsPrivate: false });
const inside = createAddressGuard({ allowsPrivate: true });

describe('an address of the internet', () => {
  test.each(['8.8.8.8', '172.15.255.255', '172.32.0.0', '100.63.255.255', '2606:4700::1111'])(
    '%s is',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    ['127.0.0.1', 'this machine'],
    ['0.0.0.0', 'this machine too'],
    ['10.1.2.3', 'private'],
    ['172.16.0.0', 'private, the first'],
    ['172.31.255.255', 'private, the last'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'behind a carrier, and one cloud’s credentials'],
    ['169.254.169.254', 'link-local: the credentials of most clouds'],
    ['168.63.129.16', 'the credentials of another'],
    ['192.0.0.192', 'and of another'],
    ['224.0.0.1', 'many at once'],
    ['255.255.255.255', 'everybody'],
    ['::1', 'this machine'],
    ['::', 'this machine'],
    ['fe80::1', 'link-local'],
    ['fd00:ec2::254', 'private'],
    ['::ffff:10.0.0.1', 'IPv4 in IPv6'],
    ['64:ff9b::a00:1', 'IPv4 behind a translator'],
    ['2002:a00:1::', 'IPv4 in 6to4'],
    ['2001:0:a00:1::', 'IPv4 in Teredo'],
    ['2001:db8::1', 'an example'],
    ['localhost', 'no address'],
    ['', 'nothing'],
  ])('%s is not: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('a web address to be called', () => {
  test.each([
    ['https://example.com/hook', undefined],
    ['https://example.com:8443/hook?a=1', undefined],
    ['http://example.com/hook', '`http:` is not taken; use `https:`'],
    ['file:///etc/passwd', '`file:` is not taken; use `https:`'],
    ['https://user:word@example.com/', 'a web address holds no password; leave it out'],
    ['https://127.0.0.1/', '`127.0.0.1` is an address of a private network; use a public one'],
    ['https://2130706433/', '`127.0.0.1` is an address of a private network; use a public one'],
    ['https://0x7f.1/', '`127.0.0.1` is an address of a private network; use a public one'],
    ['https://[::1]/', '`::1` is an address of a private network; use a public one'],
    ['hook', '`hook` is no web address; write one such as `https://example.com/hook`'],
  ])('%s', (url, problem) => {
    expect(guard.urlProblem(url)).toBe(problem);
  });

  test.each([
    'https://127.1/',
    'https://0177.0.0.1/',
    'https://0x7f000001/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://①②⑦.⓪.⓪.①/',
    'https://%31%32%37.0.0.1/',
    'https://0/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/latest/meta-data/',
    'https://0xa9.254.0251.254/',
    'https://100.100.100.200/latest/meta-data/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[fd00:ec2::254]/latest/',
    'https://[fe80::a9fe:a9fe]/',
    'https://[0:0:0:0:0:0:0:1]/',
  ])('%s is an inner address, however it is written', (url) => {
    expect(guard.urlProblem(url)).toMatch(/is an address of a private network; use a public one$/);
  });

  test('is taken in one’s own network where that is set', () => {
    expect([inside.urlProblem('http://127.0.0.1:1/'), inside.urlProblem('file:///x')]).toEqual([
      undefined,
      '`file:` is not taken; use `https:`',
    ]);
  });
});

describe('a name', () => {
  const lookUp = (one: typeof guard, all: boolean) =>
    new Promise<unknown>((resolve) => {
      one.lookup('localhost', { all }, (error, address) => {
        resolve(error === null ? address : error.code);
      });
    });

  test('that stands for a private address is not connected to, also where several are asked for', async () => {
    expect([await lookUp(guard, false), await lookUp(guard, true)]).toEqual([
      'ADDRESS_NOT_ALLOWED',
      'ADDRESS_NOT_ALLOWED',
    ]);
  });

  test('gives what is connected to', async () => {
    expect(await lookUp(inside, false)).toMatch(/^(127\.0\.0\.1|::1)$/);
  });
});
