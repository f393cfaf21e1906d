import {
  allEndpoints,
  bodyTypeOf,
  endpoints,
  ERROR_CODES,
  ERRORS,
  errorsOf,
  RESOURCE_TITLES,
  rolesWith,
  type Endpoint,
  type Endpoints,
  type Shape,
} from '@tact/api';
import { html, page, prose, type Html } from './html.ts';
import { fieldsTable, phraseOf, schemaLink, titledSchemas } from './schema-table.ts';

const RESOURCES = Object.keys(endpoints) as (keyof Endpoints)[];

/** The page at `/api/docs`: every resource, route, field, example and error, made from what the service itself goes by. */
export function docsPage(address: string): string {
  return page(
    'Tact: documentation of the API',
    html`<header class="top">
        <a class="name" href="/">Tact</a>
        <nav><a href="/api/openapi.json">OpenAPI</a></nav>
      </header>
      <div class="docs">
        <nav class="contents" aria-label="Contents">
          <ul>
            <li><a href="#basics">Basics</a></li>
            ${RESOURCES.map((name) => html`<li><a href="#${name}">${RESOURCE_TITLES[name].title}</a></li> `)}
            <li><a href="#schemas">Schemas</a></li>
            <li><a href="#errors">Errors</a></li>
          </ul>
        </nav>
        <main>${basics(address)} ${RESOURCES.map(resourceSection)} ${schemaSection()} ${errorSection()}</main>
      </div>`,
  );
}

function basics(address: string): Html {
  return html`<section id="basics">
    <h1>The API</h1>
    <p>
      All routes lie under <code>${address}/api/v1</code>. Bodies are JSON in UTF-8, instants RFC 3339. An
      unknown field is refused, so that a slip is never taken for a default.
    </p>
    <h3>Key</h3>
    <p>Send it with each request:</p>
    <pre tabindex="0">X-API-Key: tact_…</pre>
    <p>
      <code>Authorization: Bearer tact_…</code> does as well. A key has a role, and may have scopes that
      narrow it.
    </p>
    <h3>Repeats</h3>
    <p>
      A write with an <code>Idempotency-Key</code> of your own is carried out once; the same request with the
      same key gets the same answer, for a week. Changes name the <code>version</code> that they were made on,
      and are refused where somebody else was first.
    </p>
    <h3>Pages</h3>
    <p>
      Listings take <code>limit</code> (1 to 200) and answer <code>{"items": […], "next": "…"}</code>; send
      <code>next</code> as <code>cursor</code> until it is <code>null</code>.
    </p>
    <h3>Batches</h3>
    <p>
      Where a route says so, send one JSON object a line as <code>application/x-ndjson</code>, as many as you
      like. Answers come in the order of the lines while you are still sending; a bad line is told of in its
      place and the others go on.
    </p>
    <h3>Errors</h3>
    <p>
      <code>application/problem+json</code> with a stable <code>code</code>: branch on it, show
      <code>detail</code>. An error is never a permission. <a href="#errors">All codes</a>.
    </p>
  </section>`;
}

function resourceSection(resource: keyof Endpoints): Html {
  const { title, about } = RESOURCE_TITLES[resource];
  const routes = allEndpoints.filter((one) => one.resource === resource);
  return html`<section id="${resource}">
    <h2>${title}</h2>
    <p>${about}</p>
    ${routes.map(({ name, endpoint }) => endpointSection(`${resource}.${name}`, endpoint))}
  </section>`;
}

function endpointSection(id: string, endpoint: Endpoint): Html {
  const { method, path, summary, description, scope, query, body, csv, file, lines } = endpoint;
  return html`<article id="${id}">
    <h3>${summary}</h3>
    <p class="route"><strong>${method}</strong> <code>${path}</code></p>
    ${description === undefined ? '' : html`<p>${prose(description)}</p>`}
    <p class="permission">
      ${
        scope === 'public'
          ? 'Needs no key.'
          : scope === 'signed-in'
            ? 'Needs any valid key or session.'
            : html`Scope <code>${scope}</code>; roles: ${rolesWith(scope).join(', ')}.`
      }
    </p>
    ${
      query === undefined
        ? ''
        : html`<h4>Query</h4>
            ${fieldsTable(query)}`
    }
    ${
      body === undefined
        ? ''
        : html`<h4>Body</h4>
            ${csv === undefined && file === undefined ? bodyOf(body) : html`<p>As <code>${bodyTypeOf(endpoint)}</code>.</p>`}`
    }
    ${
      lines === undefined
        ? ''
        : html`<p>As <code>application/x-ndjson</code>: one ${phraseOf(lines.line)} a line.</p>`
    }
    ${endpoint.example === undefined ? '' : html`<pre tabindex="0">${exampleText(endpoint.example)}</pre>`}
    <h4>Answers</h4>
    <ul>
      ${Object.entries(endpoint.answers).map(
        ([status, schema]) =>
          html`<li>
            <strong>${status}</strong> ${schema === null ? 'no body' : phraseOf(schema as Shape)}
          </li> `,
      )}
    </ul>
    <p class="errors">
      Errors: ${errorsOf(endpoint).map((code) => html`<a href="#error-${code}"><code>${code}</code></a> `)}
    </p>
  </article>`;
}

/** An example of JSON, or of a text as it is. */
function exampleText(example: unknown): string {
  return typeof example === 'string' ? example : JSON.stringify(example, null, 2);
}

/** A body with a title is linked; one without stands here. */
function bodyOf(body: Shape): Html {
  return body.title === undefined ? fieldsTable(body) : html`<p>${schemaLink(body.title)}</p>`;
}

function schemaSection(): Html {
  const found = new Map<string, Shape>();
  for (const { endpoint } of allEndpoints)
    for (const schema of [
      endpoint.query,
      endpoint.body,
      endpoint.lines?.line,
      endpoint.lines?.answerLine,
      ...Object.values(endpoint.answers),
    ])
      if (schema !== undefined && schema !== null) titledSchemas(schema, found);
  const schemas = [...found].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return html`<section id="schemas">
    <h2>Schemas</h2>
    ${schemas.map(
      ([title, shape]) =>
        html`<article id="schema-${title}">
          <h3>${title}</h3>
          ${shape.description === undefined ? '' : html`<p>${prose(shape.description)}</p>`}
          ${fieldsTable(shape)}
        </article> `,
    )}
  </section>`;
}

function errorSection(): Html {
  return html`<section id="errors">
    <h2>Errors</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">Code</th>
          <th scope="col">Status</th>
          <th scope="col">What it means, and what to do</th>
        </tr>
      </thead>
      <tbody>
        ${ERROR_CODES.map(
          (code) =>
            html`<tr id="error-${code}">
              <th scope="row"><code>${code}</code></th>
              <td>${ERRORS[code].status}</td>
              <td>${prose(ERRORS[code].title)}: ${prose(ERRORS[code].advice)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </section>`;
}
