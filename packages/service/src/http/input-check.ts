import {
  createCheck,
  readTexts,
  type BodyOf,
  type Check,
  type Endpoint,
  type ParamsOf,
  type QueryOf,
} from '@tact/api';
import type { FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import { CommandError } from '../command-error.ts';
import { unstorableAt, UNSTORABLE_SENTENCE } from '../storable-text.ts';

/** The parts of a request that were checked. */
interface Checked<E extends Endpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
}

/** Checks the parts of requests to one route. */
export interface InputCheck<E extends Endpoint> {
  /** Path and query, for a body that is streamed. */
  head(request: FastifyRequest): Pick<Checked<E>, 'params' | 'query'>;
  /** Path, query and body. */
  whole(request: FastifyRequest, body: unknown): Checked<E>;
}

/** Checks the parts of a request against what the route states; throws `validation_failed` with every problem. */
export function createInputCheck<E extends Endpoint>(endpoint: E): InputCheck<E> {
  const { params, query } = endpoint;
  const body = endpoint.checkedBody ?? endpoint.body;
  const checkParams = params === undefined ? undefined : createCheck(params);
  const checkQuery = query === undefined ? undefined : createCheck(query);
  const checkBody = body === undefined ? undefined : createCheck(body);

  function head(request: FastifyRequest): Pick<Checked<E>, 'params' | 'query'> {
    const texts = request.query as Record<string, unknown>;
    if (query === undefined && Object.keys(texts).length > 0)
      throw new CommandError('validation_failed', 'the route takes no query; leave it out');
    const pathTexts = request.params as Record<string, unknown>;
    const unstorable = unstorableAt(pathTexts) ?? unstorableAt(texts);
    if (unstorable !== undefined)
      throw new CommandError('validation_failed', `\`${unstorable}\`: ${UNSTORABLE_SENTENCE}`, {
        path: unstorable,
      });
    return {
      params: valid(checkParams, readTexts(params ?? NOTHING, pathTexts), 'the path') as ParamsOf<E>,
      query: valid(checkQuery, readTexts(query ?? NOTHING, texts), 'the query') as QueryOf<E>,
    };
  }
  return {
    head,
    whole(request, given) {
      if (given === undefined && endpoint.bodyIsOptional === true)
        return { ...head(request), body: undefined as BodyOf<E> };
      if (checkBody !== undefined && given === undefined)
        throw new CommandError('json_invalid', 'the body is empty; send one JSON object');
      if (checkBody === undefined && given !== undefined && !isEmptyObject(given))
        throw new CommandError('validation_failed', 'the route takes no body; leave it out');
      return { ...head(request), body: valid(checkBody, given, 'the body') as BodyOf<E> };
    },
  };
}

function isEmptyObject(given: unknown): boolean {
  return (
    typeof given === 'object' && given !== null && !Array.isArray(given) && Object.keys(given).length === 0
  );
}

const NOTHING = { properties: {} };

function valid(check: Check<TSchema> | undefined, given: unknown, where: string): unknown {
  if (check === undefined) return undefined;
  const checked = check(given);
  if (checked.valid) return checked.value;
  const [first] = checked.problems;
  const sentence = `${where} does not fit${first === undefined ? '' : `: \`${first.path || '/'}\`: ${first.sentence}`}`;
  throw new CommandError('validation_failed', sentence, {
    path: first?.path ?? '',
    problems: checked.problems,
  });
}
