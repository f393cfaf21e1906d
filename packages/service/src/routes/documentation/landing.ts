import type { Readiness } from '../../http/readiness.ts';
import { askCommand } from './ask-command.ts';
import { html, page, type Html } from './html.ts';

/** The page at `/`: what this is, whether it works, and where to go from here. */
export function landingPage(address: string, version: string, readiness: Readiness): string {
  const { engine, zones, numbers } = readiness.versions;
  return page(
    'Tact: may this person be contacted now?',
    html`<header class="top">
        <a class="name" href="/">Tact</a>
        <nav><a href="/api/docs">Documentation</a> <a href="/api/openapi.json">OpenAPI</a></nav>
      </header>
      <main class="landing">
        <h1>May this person be contacted, on this device, now?</h1>
        <p class="lead">
          Tact answers before a call, an SMS, an e-mail or a WhatsApp message leaves. It says why, and when it
          would be allowed; it holds the attempt, so that no other dialer takes the last one; and it keeps the
          proof.
        </p>
        ${stateOf(readiness)}
        <h2>Ask</h2>
        <p>
          Put your API key in <code>$TACT_API_KEY</code>. The first start printed one; more are made with
          <code>POST /api/v1/api-keys</code>.
        </p>
        <pre tabindex="0">${askCommand(address, '$TACT_API_KEY')}</pre>
        <p>
          The answer is <em>allowed</em> or <em>blocked</em>, with the rule that decided, what it counted, and
          the next allowed instant. The <a href="/api/docs">documentation</a> has every route, field and
          error.
        </p>
        <h2>Versions</h2>
        <dl class="versions">
          <dt>Tact</dt>
          <dd>${version}</dd>
          <dt>Engine</dt>
          <dd>${engine}</dd>
          <dt>Time zones</dt>
          <dd>${zones}</dd>
          <dt>Numbering plans</dt>
          <dd>${numbers}</dd>
        </dl>
      </main>
      <footer>
        <a href="/api/v1/health">Health</a> <a href="/api/v1/ready">Ready</a> <a href="/metrics">Metrics</a>
      </footer>`,
  );
}

function stateOf({ ready, checks }: Readiness): Html {
  const missing = checks.filter(({ passed }) => !passed);
  return html`<p class="state ${ready ? 'allowed' : 'blocked'}">
      <span class="mark" aria-hidden="true">${ready ? '✓' : '▌'}</span>
      ${ready ? 'Ready to answer.' : 'Not ready: nothing is allowed until this is mended.'}
    </p>
    ${
      missing.length === 0
        ? ''
        : html`<ul>
            ${missing.map(({ name, sentence }) => html`<li><strong>${name}</strong>: ${sentence}</li> `)}
          </ul>`
    }`;
}
