import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');

/** How `npm run tact` starts Node: its options, then the program, so that what runs here is what people run. */
export function tactProgram(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: { readonly tact: string };
  };
  // the shell gives way to Node, or it would take the signals that are meant for the service
  const [exec, node, ...rest] = scripts.tact.split(' ');
  const program = rest.pop();
  if (exec !== 'exec' || node !== 'node' || program === undefined)
    throw new Error(`the script \`tact\` does not start Node: \`${scripts.tact}\``);
  return [...rest, resolve(ROOT, program)];
}
