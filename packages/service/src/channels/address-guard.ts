import { lookup as lookUp } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Keeps the service from being sent to addresses inside its own network: an administrator of an organization may name any web address, and must
 * not reach by it what only this machine may reach.
 */
export interface AddressGuard {
  /** What is wrong with a web address that is to be called; undefined where nothing is. What its name resolves to is checked at each connection. */
  urlProblem(url: string): string | undefined;
  /** What is wrong with a host; undefined where nothing is. */
  hostProblem(host: string): string | undefined;
  /**
   * Resolves a host for a connection: what it gives is what is connected to, so that a name cannot point elsewhere a moment later. An error with
   * code `ADDRESS_NOT_ALLOWED` where any of its addresses is not allowed.
   */
  readonly lookup: LookupFunction;
  /** Whether unencrypted connections and private addresses are allowed: one's own network, and tests. */
  readonly allowsPrivate: boolean;
}

/** The code of the error for a name that resolves to an address that is not allowed. */
export const ADDRESS_NOT_ALLOWED = 'ADDRESS_NOT_ALLOWED';

/** Creates the guard. */
export function createAddressGuard({ allowsPrivate }: { readonly allowsPrivate: boolean }): AddressGuard {
  const hostProblem = (host: string) => {
    const address = host.replace(/^\[|\]$/g, '');
    if (allowsPrivate || isIP(address) === 0 || isPublicAddress(address)) return undefined;
    return `\`${address}\` is an address of a private network; use a public one`;
  };
  return {
    allowsPrivate,
    hostProblem,
    urlProblem(text) {
      if (!URL.canParse(text))
        return `\`${text}\` is no web address; write one such as \`https://example.com/hook\``;
      const { protocol, username, password, hostname } = new URL(text);
      if (protocol !== 'https:' && !(allowsPrivate && protocol === 'http:'))
        return `\`${protocol}\` is not taken; use \`https:\``;
      if (username !== '' || password !== '') return 'a web address holds no password; leave it out';
      return hostProblem(hostname);
    },
    lookup(host, options, done) {
      lookUp(host, { ...options, all: true }, (error, addresses) => {
        const [first] = addresses;
        if (error !== null || first === undefined) {
          done(error ?? new Error('the name has no address'), '', 0);
          return;
        }
        if (!allowsPrivate && addresses.some(({ address }) => !isPublicAddress(address))) {
          done(
            Object.assign(new Error('the name stands for a private address'), { code: ADDRESS_NOT_ALLOWED }),
            '',
            0,
          );
          return;
        }
        if (options.all === true) done(null, addresses);
        else done(null, first.address, first.family);
      });
    },
  };
}

/** IPv4 blocks that are not public hosts (RFC 6890 and its registry), and the address at which one cloud shows credentials. */
const IPV4_NOT_PUBLIC: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12],
  ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15],
  ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4], ['168.63.129.16', 32],
]; // prettier-ignore

/** Of IPv6 only 2000::/3 is public, without those of its blocks that hide other addresses or are examples. */
const IPV6_PUBLIC: readonly (readonly [string, number])[] = [['2000::', 3]];
const IPV6_NOT_PUBLIC: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const notPublic4 = blockOf(IPV4_NOT_PUBLIC, 'ipv4');
const public6 = blockOf(IPV6_PUBLIC, 'ipv6');
const notPublic6 = blockOf(IPV6_NOT_PUBLIC, 'ipv6');

/** Whether an IP address is one that anybody reaches. What is not known to be so is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic4.check(address, 'ipv4');
    case 6:
      return public6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
    default:
      return false;
  }
}

function blockOf(blocks: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [address, bits] of blocks) list.addSubnet(address, bits, family);
  return list;
}
