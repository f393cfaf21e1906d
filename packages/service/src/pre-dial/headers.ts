import type { OrganizationId } from '@tact/engine';
import type { PreDialValidation } from '@tact/store';
import { secretContext, type ChannelSurroundings } from '../channels/channel-surroundings.ts';
import type { SecretBox } from '../channels/secret-box.ts';

/** Headers of a validation's requests, by name. */
export type PreDialHeaders = Readonly<Record<string, string>>;

/** What every request says itself, and what belongs to the connection: nobody else may set it. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);
/** What a header's value may hold (RFC 9110): visible characters of ASCII, and blanks between them. */
const VALUE = /^[\x21-\x7e]([\x20-\x7e\t]*[\x21-\x7e])?$/;

/** What is wrong with the headers that somebody gives, and where; undefined where nothing is. */
export function headersProblem(
  headers: readonly { readonly name: string; readonly value: string }[],
): { readonly sentence: string; readonly path: string } | undefined {
  const seen = new Set<string>();
  for (const [index, { name, value }] of headers.entries()) {
    const lower = name.toLowerCase();
    if (OWN_HEADERS.has(lower))
      return {
        sentence: `\`${lower}\` is set by every request itself; leave it out`,
        path: `/headers/${index}/name`,
      };
    if (seen.has(lower))
      return { sentence: `\`${lower}\` stands there twice; give it once`, path: `/headers/${index}/name` };
    if (!VALUE.test(value))
      return {
        sentence: 'a header holds visible characters of ASCII, and no line breaks',
        path: `/headers/${index}/value`,
      };
    seen.add(lower);
  }
  return undefined;
}

/** The headers sealed for their validation, and their names. */
export function sealHeaders(
  secretBox: SecretBox,
  organizationId: OrganizationId,
  id: string,
  headers: readonly { readonly name: string; readonly value: string }[],
): { readonly sealedHeaders: string | null; readonly headerNames: readonly string[] } {
  if (headers.length === 0) return { sealedHeaders: null, headerNames: [] };
  const named = headers.map(({ name, value }) => [name.toLowerCase(), value] as const);
  const text = JSON.stringify(Object.fromEntries(named));
  const bytes = secretBox.seal('pre-dial headers', secretContext(organizationId, id), text);
  return { sealedHeaders: bytes.toString('base64'), headerNames: named.map(([name]) => name).toSorted() };
}

/** The headers of a validation; undefined where they cannot be opened: another key, or a row that was changed. */
export function openHeaders(
  { secretBox }: Pick<ChannelSurroundings, 'secretBox'>,
  organizationId: OrganizationId,
  { id, sealedHeaders }: Pick<PreDialValidation, 'id' | 'sealedHeaders'>,
): PreDialHeaders | undefined {
  if (sealedHeaders === null) return {};
  const sealed = Buffer.from(sealedHeaders, 'base64');
  const text = secretBox?.open('pre-dial headers', secretContext(organizationId, id), sealed);
  return text === undefined ? undefined : (JSON.parse(text) as PreDialHeaders);
}
