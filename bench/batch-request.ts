import { request } from 'node:http';
import { performance } from 'node:perf_hooks';

/** What came back from a streamed batch. */
export interface BatchAnswer {
  readonly status: number;
  readonly lines: number;
  readonly bytes: number;
  readonly seconds: number;
  /** The first line, to look at. */
  readonly firstLine: string;
}

const NEWLINE = 0x0a;

/** Sends a batch of lines and counts those that come back, without keeping them. */
export async function sendBatch(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<BatchAnswer> {
  const startedAtMs = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson', accept: 'application/x-ndjson', ...headers },
      },
      (response) => {
        let lines = 0;
        let bytes = 0;
        let head = '';
        response.on('data', (chunk: Buffer) => {
          if (head.length < 4_000) head += chunk.toString('utf8', 0, 4_000);
          bytes += chunk.length;
          for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines++;
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            lines,
            bytes,
            seconds: (performance.now() - startedAtMs) / 1000,
            firstLine: head.split('\n')[0] ?? '',
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
