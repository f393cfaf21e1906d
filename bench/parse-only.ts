import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Bytes of an answer that are no padding. */
const WITHOUT_PADDING = 38;

/** Runs work beside the server that only parses and answers, in a process of its own; every answer has so many bytes. */
export async function withParseOnly<Result>(
  answerBytes: number,
  work: (baseUrl: string) => Promise<Result>,
): Promise<Result> {
  const program = fileURLToPath(new URL('parse-only-server.ts', import.meta.url));
  const padding = String(Math.max(1, answerBytes - WITHOUT_PADDING));
  const server = spawn(process.execPath, [program, padding], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    return await work(`http://127.0.0.1:${port.toString().trim()}`);
  } finally {
    const ended = once(server, 'exit');
    server.stdin.end();
    server.kill();
    await ended;
  }
}
