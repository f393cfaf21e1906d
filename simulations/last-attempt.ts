import type { Client } from '@tact/api';
import { ATTEMPTS_MAX, countedAttempts, prepareContact, prepareOrganization } from './setting.ts';
import { createServiceProcess } from './service-process.ts';

/** What the simulation found: nothing, or the first round that went wrong. */
export interface LastAttemptResult {
  readonly rounds: number;
  readonly granted: number;
  readonly refused: number;
}

const CLIENTS = 64;

/**
 * 64 clients ask at once for the same contact, which may be tried seven times in seven days, round after round on a new contact: exactly
 * seven are granted, the others are refused for that very reason, and as many attempts are stored. Throws where a round goes otherwise (G1).
 */
export async function simulateLastAttempt(
  rounds: number,
  say: (line: string) => void,
): Promise<LastAttemptResult> {
  const service = await createServiceProcess();
  try {
    await service.start();
    await prepareOrganization(service.client);
    let granted = 0;
    let refused = 0;
    for (let round = 1; round <= rounds; round++) {
      const found = await runRound(service.client, round);
      granted += found.granted;
      refused += found.refused;
      if (round % 20 === 0) say(`round ${round} of ${rounds}: ${granted} granted, ${refused} refused so far`);
    }
    return { rounds, granted, refused };
  } finally {
    await service.remove();
  }
}

async function runRound(
  client: Client,
  round: number,
): Promise<{ readonly granted: number; readonly refused: number }> {
  const clientId = `last-attempt-${round}`;
  await prepareContact(client, clientId, round);
  const answers = await Promise.all(
    Array.from({ length: CLIENTS }, () =>
      client.attempts.reserve({ body: { contact: { clientId }, channel: 'call' } }),
    ),
  );
  const granted = answers.filter(
    ({ decision, attempt }) => decision === 'allowed' && attempt !== null,
  ).length;
  const refused = answers.filter(({ deciding }) => deciding?.code === 'attempts_reached').length;
  const stored = (await countedAttempts(client, clientId)).length;
  if (granted !== ATTEMPTS_MAX || refused !== CLIENTS - ATTEMPTS_MAX || stored !== ATTEMPTS_MAX) {
    throw new Error(
      `round ${round}: ${granted} of ${CLIENTS} were granted, ${refused} refused and ${stored} stored; the limit is ${ATTEMPTS_MAX}`,
    );
  }
  return { granted, refused };
}
