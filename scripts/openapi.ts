// Writes the OpenAPI document of the API to `packages/api/openapi.json`; with `--check` it only says whether that file is up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openApiDocument } from '@tact/api';
import packageJson from '../packages/service/package.json' with { type: 'json' };

const FILE = fileURLToPath(new URL('../packages/api/openapi.json', import.meta.url));

const text = `${linesOf(openApiDocument(packageJson.version), 2)}\n`;
if (process.argv.includes('--check')) {
  const written = await readFile(FILE, 'utf8').catch(() => '');
  if (written !== text) {
    process.stderr.write(
      'packages/api/openapi.json is not what the routes say; run `node scripts/openapi.ts`\n',
    );
    process.exitCode = 1;
  }
} else {
  await writeFile(FILE, text);
  process.stdout.write(`${text.length} characters written to packages/api/openapi.json\n`);
}

/** JSON with a line for each member down to a depth: a path's line says what changed of it, and the file stays under a megabyte. */
function linesOf(value: unknown, depth: number): string {
  if (depth === 0 || typeof value !== 'object' || value === null || Array.isArray(value))
    return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${linesOf(member, depth - 1)}`,
  );
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n}`;
}
