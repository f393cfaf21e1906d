import { expect, test } from 'vitest';
import { html, prose } from './html.ts';

test('texts are escaped, pieces are taken as they are', () => {
  const piece = html`<b>${'<script>&"\''}</b>`;
  expect(piece.html).toBe('<b>&lt;script&gt;&amp;&quot;&#39;</b>');
  expect(html`${[piece, 'a<b', 3]}`.html).toBe(`${piece.html}a&lt;b3`);
});

test('backticks set code apart', () => {
  expect(prose('send `a<b`, then wait').html).toBe('send <code>a&lt;b</code>, then wait');
});
