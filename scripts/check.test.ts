import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { runSteps, type Step } from './check.ts';

const step = (name: string, script: string): Step => ({ name, command: [process.execPath, '-e', script] });
const ok = step('good', '');
const failing = step(
  'bad',
  'console.log("said on stdout"); console.error("said on stderr"); process.exitCode = 3',
);
const missing: Step = { name: 'missing', command: ['no-such-program'] };
const killed = step('killed', 'process.kill(process.pid, "SIGKILL")');

const runs: readonly { steps: readonly Step[]; code: 0 | 1; says: readonly RegExp[] }[] = [
  { steps: [ok, ok], code: 0, says: [/^ok +good \(\d+\.\d s\)$/m, /^check: all ok$/m] },
  {
    steps: [ok, failing, ok],
    code: 1,
    says: [/^FAILED +bad/m, /said on stdout/, /said on stderr/, /^check: 1 failed$/m],
  },
  { steps: [missing, ok], code: 1, says: [/^FAILED +missing/m, /E(NOENT|ACCES)/] },
  { steps: [killed], code: 1, says: [/^FAILED +killed/m] },
  {
    steps: [{ ...failing, onlyWith: ['not/there'] }],
    code: 0,
    says: [/^not here +bad$/m, /^check: all ok$/m],
  },
  { steps: [{ ...failing, onlyWith: ['not/there', '.'] }], code: 1, says: [/^FAILED +bad/m] },
  {
    steps: [{ ...failing, unknownBy: 3 }],
    code: 0,
    says: [/^unknown +bad/m, /said on stdout/, /^check: all ok$/m],
  },
  { steps: [{ ...failing, unknownBy: 2 }], code: 1, says: [/^FAILED +bad/m] },
  { steps: [{ ...killed, unknownBy: 2 }], code: 1, says: [/^FAILED +killed/m] },
];

describe('the steps of a check', () => {
  test.each(runs)('$steps.0.name and the others end with $code', async ({ steps, code, says }) => {
    const said: string[] = [];
    expect(await runSteps(steps, tmpdir(), 2, (text) => said.push(text))).toBe(code);
    for (const pattern of says) expect(said.join('\n')).toMatch(pattern);
  });
});
