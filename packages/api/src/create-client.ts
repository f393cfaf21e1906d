import {
  createClientOf,
  type Client,
  type ClientOptions,
  type ClientRoute,
  type ClientRoutes,
} from './client.ts';
import { bodyTypeOf } from './body-type.ts';
import type { Endpoint } from './endpoint.ts';
import { endpoints } from './endpoints.ts';

/** The routes without their schemas, as plain data: the web admin is built with them. */
export function clientRoutes(): ClientRoutes {
  const routesOf = (routes: Readonly<Record<string, Endpoint>>): Readonly<Record<string, ClientRoute>> =>
    Object.fromEntries(Object.entries(routes).map(([name, endpoint]) => [name, routeOf(endpoint)]));
  return Object.fromEntries(
    Object.entries(endpoints).map(([resource, routes]) => [resource, routesOf(routes)]),
  ) as unknown as ClientRoutes;
}

function routeOf(endpoint: Endpoint): ClientRoute {
  const { method, path, answers, answerType, download } = endpoint;
  return {
    method,
    path,
    accept: download ?? 'application/json',
    bodyType: bodyTypeOf(endpoint),
    answersText: (answerType ?? download) !== undefined,
    answers: Object.keys(answers).map(Number),
  };
}

/** Creates a client of the API. It holds no connection and needs no closing. */
export function createClient(options: ClientOptions): Client {
  return createClientOf(clientRoutes(), options);
}
