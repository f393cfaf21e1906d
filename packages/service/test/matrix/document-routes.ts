import { openApiDocument, type Role } from '@tact/api';

/** A route, as the OpenAPI document states it: nothing here is read from the code that answers. */
export interface DocumentRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its parameters in braces. */
  readonly path: string;
  /** The scope that it needs; `signed-in`: any valid key or session; null: it is public. */
  readonly scope: string | null;
  /** The roles that have the scope; empty for a public route. */
  readonly roles: readonly Role[];
  readonly query: readonly { readonly name: string; readonly isRequired: boolean }[];
  readonly body: { readonly contentType: string; readonly example: unknown } | null;
  /** Every HTTP status that it may answer with. */
  readonly statuses: ReadonlySet<number>;
}

interface Operation {
  readonly security?: readonly unknown[];
  readonly 'x-scope'?: string;
  readonly 'x-roles'?: readonly Role[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Every route of the document, in its order. */
export function documentRoutes(): readonly DocumentRoute[] {
  // Through its text: what is tested is what a reader of the document gets.
  const document = JSON.parse(JSON.stringify(openApiDocument('test'))) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => routeOf(method, path, operation)),
  );
}

function routeOf(method: string, path: string, operation: Operation): DocumentRoute {
  const isPublic = operation.security?.length === 0;
  const scope = operation['x-scope'];
  const roles = operation['x-roles'];
  if (!isPublic && (scope === undefined || roles === undefined))
    throw new Error(`${method} ${path} states neither that it is public nor who may use it`);
  const [body] = Object.entries(operation.requestBody?.content ?? {});
  return {
    method: method.toUpperCase() as DocumentRoute['method'],
    path,
    scope: isPublic ? null : (scope ?? null),
    roles: roles ?? [],
    query: operation.parameters
      .filter((one) => one.in === 'query')
      .map(({ name, required }) => ({ name, isRequired: required === true })),
    body: body === undefined ? null : { contentType: body[0], example: body[1].example },
    statuses: new Set(Object.keys(operation.responses).map(Number)),
  };
}
