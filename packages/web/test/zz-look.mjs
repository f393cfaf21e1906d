import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import { createRequire } from 'node:module';
import { readFileSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
process.env.TMPDIR = '/tmp/wt-web-run/chromium';
mkdirSync(process.env.TMPDIR, { recursive: true });
const base = 'http://127.0.0.1:8391';
const log = readFileSync('/tmp/wt-web-run/password', 'utf8').trim();
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: [...chromium.args.filter((a) => a !== '--single-process'), '--no-sandbox'],
});
const [, , mode, ...paths] = process.argv;
const sizes = { w: [1280, 860], n: [390, 844] };
for (const m of mode.split(',')) {
  const scheme = m.includes('d') ? 'dark' : 'light';
  const [width, height] = sizes[m.includes('n') ? 'n' : 'w'];
  const ctx = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    bypassCSP: false,
  });
  const page = await ctx.newPage();
  const said = [];
  page.on('console', (x) => {
    if (['error', 'warning'].includes(x.type())) said.push(x.text());
  });
  page.on('pageerror', (e) => said.push(e.message));
  await page.goto(base + '/decide');
  await page.waitForSelector('input[name=email]', { timeout: 15000 }).catch(async () => {
    console.log('no sign in', said);
    await page.screenshot({ path: '/tmp/wt-web-run/fail.png' });
    process.exit(1);
  });
  if (paths[0] === 'sign-in') {
    await page.screenshot({ path: `/tmp/wt-web-run/${m}-sign-in.png` });
    console.log(said);
  }
  await page.fill('input[name=email]', 'demo@localhost');
  await page.fill('input[name=password]', log);
  await page.click('button[type=submit]');
  await page.waitForSelector('.nav-link', { state: 'attached' });
  for (const p of paths) {
    if (p === 'sign-in') continue;
    said.length = 0;
    const [path, click] = p.split('@@');
    await page.goto(base + path);
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(700);
    if (click)
      for (const c of click.split('>>')) {
        await page.click(c.trim());
        await page.waitForTimeout(600);
      }
    const name = (m + p).replace(/[^a-z0-9]+/gi, '-').slice(0, 60);
    const h = await page.evaluate('document.documentElement.scrollHeight');
    const w = await page.evaluate('document.documentElement.scrollWidth');
    await page.setViewportSize({ width, height: Math.min(Math.max(h, height), 1800) });
    await page.waitForTimeout(200);
    await page.screenshot({ path: `/tmp/wt-web-run/${name}.png` });
    await page.setViewportSize({ width, height });
    await page.evaluate(axe + ';0').catch(() => {});
    const found = await page.evaluate(
      "window.axe ? axe.run(document,{resultTypes:['violations']}).then(r=>r.violations.filter(v=>['serious','critical'].includes(v.impact)).map(v=>v.id+': '+v.nodes.slice(0,3).map(n=>n.target.join(' ')+' '+(n.any[0]?.message??'').slice(0,110)).join(' | '))) : ['no axe']",
    );
    console.log(name, w > width ? `WIDE ${w}` : '', said.length ? said : '', found.length ? found : '');
  }
  await ctx.close();
}
await browser.close();
