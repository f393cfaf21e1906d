import { EXAMPLE_QUESTION } from '@tact/api';
import type { FirstRun } from './first-run.ts';
import type { Service } from './main.ts';
import { askCommand } from './routes/documentation/ask-command.ts';
import type { Settings } from './settings.ts';

/** What a start tells the person at the terminal: where the service is, what is shown only once, and what to do next. */
export async function welcome(
  service: Service,
  first: FirstRun,
  { bootstrapKey }: Pick<Settings, 'bootstrapKey'>,
): Promise<string> {
  const { address } = service;
  const parts = [`Tact answers on ${address}; open it in a browser to sign in`, ...secretsOf(first)];
  if (first.organization !== null) {
    const { name, zone } = first.organization;
    parts.push(
      `The organization \`${name}\` (time zone ${zone}) may contact from 08:00 to 21:00 on all days, as often as it likes.\nChange that with PATCH /api/v1/organizations/current; its zone holds where a contact's own is not known, as for toll-free numbers and e-mail.`,
    );
  }
  const key = first.apiKey ?? (first.organization === null ? null : bootstrapKey);
  if (key !== null) {
    const shownKey = first.apiKey ?? '$TACT_BOOTSTRAP_KEY';
    parts.push(
      `Ask:\n\n${askCommand(address, shownKey)}`,
      `Just now it answered:\n\n${await askNow(service, key)}`,
    );
  }
  parts.push(`Every route, field and error: ${address}/api/docs`);
  return `${parts.join('\n\n')}\n`;
}

function secretsOf({ administrator, apiKey }: FirstRun): readonly string[] {
  const lines: string[] = [];
  if (administrator !== null) {
    lines.push(`  administrator  ${administrator.email}`);
    if (administrator.password !== null) lines.push(`  password       ${administrator.password}`);
  }
  if (apiKey !== null) lines.push(`  API key        ${apiKey}`);
  if (lines.length === 0) return [];
  const isSecret = apiKey !== null || (administrator !== null && administrator.password !== null);
  return [isSecret ? `Shown this once, and kept nowhere:\n\n${lines.join('\n')}` : lines.join('\n')];
}

/** Asks the question of the command above, through the same route: the answer is a real one, with its record. */
async function askNow(service: Service, key: string): Promise<string> {
  const { text } = await service.request({
    method: 'POST',
    path: '/api/v1/decisions',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(EXAMPLE_QUESTION),
  });
  return text;
}
