import { matchesOf, type Rule } from './rule.ts';

const INSTEAD =
  'builds take packages from the registry that the machine is set to; name the package, not a place';

/** Hosts that serve packages and images. */
const REGISTRY_HOST =
  /\b(registry\.[a-z0-9-]+\.(org|com|io|net|dev)|(www\.)?npmjs\.com|npmmirror\.com|(files\.)?pythonhosted\.org|pypi\.org|crates\.io|rubygems\.org|proxy\.golang\.org|unpkg\.com|jsdelivr\.net|esm\.sh|cdnjs\.cloudflare\.com|(ghcr|quay|docker)\.io|repo1?\.maven\.org)\b/gi;

/** Addresses that give a file to keep or run: by their host, their path, or the file's ending. */
const DOWNLOAD_ADDRESS =
  /\bhttps?:\/\/(?:(?:dl|cdn|downloads?|files|mirrors?|raw|codeload|objects)\.[^\s"'`<>)]+|[^\s"'`<>)]*(?:\/releases\/download\/|\/archive\/refs\/|\/raw\/|\.(?:tgz|tar\.[gx]z|tar\.bz2|zip|7z|exe|msi|dmg|pkg|deb|rpm|apk|whl|jar|wasm|node)\b)[^\s"'`<>)]*)/gi;

/** A fresh clone builds behind any mirror, and nothing is fetched that the lock file does not know. */
export const noDownloadAddresses: Rule = {
  name: 'no file names a registry host or a download address',
  covers: () => true,
  check: ({ text }) => [
    ...matchesOf(text, REGISTRY_HOST, ([host]) => `\`${host}\` is a registry's host; ${INSTEAD}`),
    ...matchesOf(text, DOWNLOAD_ADDRESS, ([url]) => `\`${url}\` is a download; ${INSTEAD}`),
  ],
};

/** The lock file holds versions and checksums; where packages come from is the machine's business. */
export const lockFileNamesNoHost: Rule = {
  name: 'the lock file has no `resolved` address',
  covers: ({ path }) => path.endsWith('package-lock.json'),
  check: ({ text }) =>
    matchesOf(
      text,
      /"resolved":\s*"[^"]*:\/\/[^"]*"/g,
      ([match]) => `\`${match}\`; make the file again with omit-lockfile-registry-resolved=true in .npmrc`,
    ),
};
