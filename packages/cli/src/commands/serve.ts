import type { Command } from 'commander';
import { usage } from '../failure.ts';

/** `tact serve`: the service with its web screens. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('Start the service: the API, and the screens in the browser. Ctrl-C stops it.')
    .option('--demo', 'add a made-up organization with contacts, rules and a year of attempts')
    .option('--port <number>', 'the port to listen on (TACT_PORT; else 8228)')
    .option('--host <address>', 'the address to listen on (TACT_HOST; else 127.0.0.1, this machine only)')
    .option('--data-dir <folder>', 'where the database is kept (TACT_DATA_DIR)')
    .action(async (options: { demo?: true; port?: string; host?: string; dataDir?: string }) => {
      const { port, host, dataDir } = options;
      if (port !== undefined && !/^\d{1,5}$/.test(port))
        throw usage(`--port \`${port}\` is no port; write a number from 0 to 65535`);
      const { serve, settingsOf } = await import('@tact/service');
      const environment = {
        ...process.env,
        ...(port === undefined ? {} : { TACT_PORT: port }),
        ...(host === undefined ? {} : { TACT_HOST: host }),
        ...(dataDir === undefined ? {} : { TACT_DATA_DIR: dataDir }),
      };
      await serve({ ...settingsOf(environment), demo: options.demo === true });
    });
}
