import { Type } from 'typebox';
import { instantSchema, nullable, oneOf, strictObject } from '../schema-parts.ts';
import { endpoint } from '../endpoint.ts';

/** Whether this process runs. */
export const healthSchema = strictObject({ status: oneOf(['running', 'stopping']) }, { title: 'Health' });

/** Whether it can answer questions, and if not, what is missing. */
export const readySchema = strictObject(
  {
    ready: Type.Boolean(),
    checks: Type.Array(
      strictObject({
        name: oneOf(['taking requests', 'database', 'migrations', 'clock']),
        passed: Type.Boolean(),
        sentence: Type.String(),
      }),
    ),
    execution: strictObject({
      state: oneOf(
        ['off', 'running', 'paused', 'failing'],
        '`off`: this process works on no queue. `paused`: every organization is. `failing`: the last turn failed, or hangs. Questions are answered all the same.',
      ),
      lastTurnAt: {
        ...nullable(instantSchema),
        description: 'When queues were last looked through without a fault.',
      },
    }),
    versions: strictObject({ engine: Type.String(), zones: Type.String(), numbers: Type.String() }),
  },
  { title: 'Ready' },
);

/** What an orchestrator asks. */
export const healthEndpoints = {
  health: endpoint({
    method: 'GET',
    path: '/api/v1/health',
    summary: 'Whether this process runs',
    scope: 'public',
    answers: { 200: healthSchema },
  }),
  ready: endpoint({
    method: 'GET',
    path: '/api/v1/ready',
    summary: 'Whether it can answer questions',
    description: 'The database answers, its schema is current, and the clocks agree within five minutes.',
    scope: 'public',
    answers: { 200: readySchema, 503: readySchema },
  }),
};
