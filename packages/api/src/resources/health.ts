import { Type } from 'typebox';
import { oneOf, strictObject } from '../schema-parts.ts';
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
