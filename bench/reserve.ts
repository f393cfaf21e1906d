import { seededRandom } from '../packages/service/src/demo/random.ts';
import { clientIdAt, withService } from './bench-service.ts';
import { figure, type Bench, type Figure } from './figure.ts';
import { httpLoad, type Load } from './http-load.ts';
import { insertLimit } from './insert-limit.ts';
import { quantile } from './measure.ts';

const CONNECTIONS = [1, 64] as const;
/** Bytes of one decision's record and answer together, about: what the compared insert writes. */
const RECORD_BYTES = 1_600;

/** Ask and reserve over HTTP, one request a question, beside single-row inserts over as many connections. */
export const reserveBench: Bench = async ({ smoke }) => {
  const contacts = smoke ? 1_000 : 50_000;
  const seconds = smoke ? 1 : 8;
  return withService(contacts, async ({ service, connectionString }) => {
    const random = seededRandom(6);
    const load = (connections: number, forSeconds: number) =>
      httpLoad({
        baseUrl: service.baseUrl,
        path: '/api/v1/attempts',
        headers: { 'x-api-key': service.apiKey },
        body: () => `{"contact":{"clientId":"${clientIdAt(random.between(0, contacts))}"},"channel":"call"}`,
        connections,
        seconds: forSeconds,
      });
    await load(16, seconds / 2);
    const figures: Figure[] = [];
    for (const connections of CONNECTIONS) {
      const limit = await insertLimit(connectionString, { connections, seconds, recordBytes: RECORD_BYTES });
      const measured = answered(await load(connections, seconds));
      const name = `${connections} connection${connections === 1 ? '' : 's'}`;
      figures.push(
        figure('reserve', `reservations, ${name}`, measured.perSecond, '/s', {
          name: `${limit.name}, ${name}`,
          value: limit.perSecond,
        }),
        figure('reserve', `the middle answer, ${name}`, quantile(measured.latenciesMs, 0.5), 'ms', {
          name: 'the middle time of such an insert, by its rate',
          value: (1000 * connections) / limit.perSecond,
        }),
        figure('reserve', `the slowest of a hundred, ${name}`, quantile(measured.latenciesMs, 0.99), 'ms'),
      );
    }
    return figures;
  });
};

/** Every answer must be a decision: 201 for what was granted, 200 for what a limit refused. */
function answered(load: Load): Load {
  const others = [...load.statuses].filter(([status]) => status !== 201 && status !== 200);
  if (others.length > 0)
    throw new Error(
      `requests failed: ${others.map(([status, count]) => `${count} with ${status}`).join(', ')}`,
    );
  if ((load.statuses.get(201) ?? 0) === 0) throw new Error('no request was granted');
  return load;
}
