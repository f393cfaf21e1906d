import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;
const COMMAND = 'npm ci --prefix bench/peers';

/**
 * Whether the peers are here. They are no part of Tact's own installation, so the first run installs them; where that fails, or in a smoke
 * run, which is to take seconds and no network, it says how.
 */
export function arePeersInstalled(mayInstall: boolean, say: (line: string) => void): boolean {
  // npm writes this file last.
  const isHere = () => existsSync(join(FOLDER, 'node_modules', '.package-lock.json'));
  if (isHere()) return true;
  if (mayInstall) {
    say(`  installing the peers: ${COMMAND}`);
    spawnSync('npm', ['ci', '--prefix', FOLDER, '--ignore-scripts'], { stdio: 'inherit' });
    if (isHere()) return true;
  }
  say(`  the peers are not installed, so Tact is timed without them; install them by \`${COMMAND}\``);
  return false;
}
