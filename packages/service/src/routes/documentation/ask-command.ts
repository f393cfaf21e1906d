import { EXAMPLE_QUESTION } from '@tact/api';

/** One complete command that asks a question, to be pasted into a shell. */
export function askCommand(address: string, apiKey: string): string {
  return [
    `curl -s ${address}/api/v1/decisions \\`,
    `  -H "X-API-Key: ${apiKey}" -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(EXAMPLE_QUESTION)}'`,
  ].join('\n');
}
