/**
 * A process that owns an embedded database: `node run-embedded.ts FOLDER [SETTINGS as JSON]`. Says in one line of JSON where it is, or why it
 * does not start, and stops when its standard input ends, so that a database never outlives the test run that asked for it.
 */
import { EmbeddedDatabaseError, startEmbedded } from '../src/embedded/index.ts';

/** What the process says. */
export type Said =
  | { readonly connectionString: string; readonly version: string }
  | { readonly code: string; readonly message: string };

const [dataDirectory = '', settings = '{}'] = process.argv.slice(2);

function say(said: Said): void {
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

try {
  const database = await startEmbedded({
    dataDirectory,
    settings: JSON.parse(settings) as Record<string, string>,
  });
  say({ connectionString: database.connectionString, version: database.version });
  process.stdin.resume();
  await new Promise<void>((resolve) => process.stdin.once('close', resolve).once('end', resolve));
  await database.stop();
} catch (error) {
  say({
    code: error instanceof EmbeddedDatabaseError ? error.code : 'unexpected',
    message: error instanceof Error ? error.message : String(error),
  });
  process.exitCode = 1;
}
