import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file of the built web admin, as it is sent. */
export interface BundleFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Null where it would not be smaller. */
  readonly gzipped: Buffer | null;
  /** Whether its name has its hash in it, so that it never changes. */
  readonly isHashed: boolean;
}

/** The built web admin in memory: what a process serves does not change while another one builds anew. */
export interface Bundle {
  /** By path, such as `/assets/index-x.js`. */
  readonly files: ReadonlyMap<string, BundleFile>;
  /** The page, with `{{nonce}}` where the nonce goes. */
  readonly page: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};

/** Reads the built web admin. Throws where there is none. */
export async function loadBundle(folder: string): Promise<Bundle> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, BundleFile>();
  for (const entry of entries) {
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    const bytes = await readFile(path);
    const gzipped = gzipSync(bytes, { level: 9 });
    files.set(name, {
      type,
      bytes,
      gzipped: gzipped.length < bytes.length ? gzipped : null,
      isHashed: name.startsWith('/assets/'),
    });
  }
  return { files, page: await readFile(join(folder, 'index.html'), 'utf8') };
}
