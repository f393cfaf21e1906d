import type { Command } from 'commander';
import { Failure } from '../failure.ts';

/** `tact places explain`: what a number alone tells. Needs no database. */
export function addPlaces(program: Command): void {
  const places = program.command('places').description('What numbers tell of where their owners are.');
  places
    .command('explain')
    .description(
      'Say what a number tells: country, region, area code, type, time zones, and where each came from.',
    )
    .argument('<number>', 'a phone number in any written form, or an e-mail address')
    .option('--default-country <code>', 'the country of a number without a calling code', 'US')
    .option('--json', 'as JSON')
    .action(async (number: string, options: { defaultCountry: string; json?: true }) => {
      const { explainPlace } = await import('../explain-place.ts');
      const explained = explainPlace(number, options.defaultCountry);
      if ('problem' in explained) throw new Failure(explained.problem);
      process.stdout.write(options.json === true ? `${JSON.stringify(explained.json)}\n` : explained.text);
    });
}
