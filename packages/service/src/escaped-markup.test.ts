import { expect, test } from 'vitest';
import { escapedMarkup } from './escaped-markup.ts';

test('what means something in HTML or XML stands as itself, and everything else stays', () => {
  expect(escapedMarkup(`<a href="x" id='y'>&amp;</a> Grüße 😀`)).toBe(
    '&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt; Grüße 😀',
  );
});
