import type { IncomingHttpHeaders } from 'node:http';
import { CommandError } from '../command-error.ts';

/** The header that the web admin sends. No form can send it, and a page of another site cannot either without being allowed to. */
const OWN_HEADER = 'x-tact-request';

/**
 * Throws `foreign_page` where a browser may have been made to send the request by a page of another site: without our header, or where the
 * browser says that it comes from elsewhere. A browser that says nothing is held to its `Origin`.
 */
export function assertOwnPage(headers: IncomingHttpHeaders): void {
  if (headers[OWN_HEADER] === '1' && isOfOwnSite(headers)) return;
  throw new CommandError(
    'foreign_page',
    'the request comes from a page of another site, or lacks the header `X-Tact-Request: 1`; send it from our own pages',
  );
}

function isOfOwnSite({ 'sec-fetch-site': site, origin, host }: IncomingHttpHeaders): boolean {
  if (site !== undefined) return site === 'same-origin';
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
