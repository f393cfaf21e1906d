import { isUtf8 } from 'node:buffer';
import { CommandError } from '../command-error.ts';

/**
 * Reads a whole body as UTF-8 text. Refused: one that is longer than that, or is not UTF-8. A body that is too long is taken to its end and
 * let go as it comes: most clients read no answer before they have sent everything, and what is left unread would hold up their next request.
 */
export async function readText(stream: AsyncIterable<Buffer>, bytesMax: number): Promise<string> {
  let chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > bytesMax) chunks = [];
    else chunks.push(chunk);
  }
  if (bytes > bytesMax)
    throw new CommandError(
      'body_too_large',
      `the body is longer than ${bytesMax} bytes; send it in several parts`,
    );
  const whole = Buffer.concat(chunks);
  if (!isUtf8(whole))
    throw new CommandError('content_type_unsupported', 'the body is not UTF-8; save the file as UTF-8');
  return whole.toString('utf8');
}
