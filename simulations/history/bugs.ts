import pg from 'pg';

/**
 * Bugs that are put in on purpose, to show that the checker finds them. None leaves a switch in the product: SQL functions are replaced in the
 * simulation's own database, and modules are changed while its own entry loads them (`service.ts`).
 */
export type Bug =
  | 'guard not checked'
  | 'snapshot before lock'
  | 'stale ruleset'
  | 'expiry that frees'
  | 'answer before commit'
  | 'answer before the disk';

/** A text that stands somewhere once, and what stands there instead. */
interface Change {
  readonly in: string;
  readonly from: string;
  readonly to: string;
}

/** Where each bug is put in: the end of a module's path, the name of an SQL function, or settings of the database beside it. */
const BUGS: Readonly<
  Record<
    Bug,
    { readonly sql?: Change; readonly module?: Change; readonly settings?: Readonly<Record<string, string>> }
  >
> = {
  'guard not checked': {
    sql: { in: 'commit_decisions', from: 'and guard.version = known.version', to: '' },
  },
  // What is compared is the version of the statement's snapshot, not that of the row when its lock was had.
  'snapshot before lock': {
    sql: {
      in: 'commit_decisions',
      from: 'and guard.version = known.version',
      to: 'and known.version = (select g.version from guards g where g.organization_id = p_organization and g.key = known.key)',
    },
  },
  'stale ruleset': {
    module: {
      in: '/service/src/deciding/rounds.ts',
      from: 'cached.rulesetEpoch !== loaded.rulesetEpoch',
      to: 'cached.rulesetEpoch > loaded.rulesetEpoch',
    },
  },
  'expiry that frees': {
    module: {
      in: '/service/src/deciding/resolve.ts',
      from: 'attempts: stored.attempts.map(',
      to: "attempts: stored.attempts.filter((one) => one.state !== 'reserved' || one.expiresAt === null || one.expiresAt > at).map(",
    },
  },
  'answer before commit': {
    module: {
      in: '/service/src/deciding/rounds.ts',
      from: 'const results = await this.#parts.store.decisions.commit(this.#organizationId, epochs, rows);',
      to: "this.#parts.store.decisions.commit(this.#organizationId, epochs, rows).catch(() => undefined); const results = rows.map(() => 'committed') as const;",
    },
  },
  // What was committed so is lost with the memory of a PostgreSQL that is killed before it writes its log; it writes it rarely.
  'answer before the disk': {
    sql: {
      in: 'commit_decisions',
      from: "perform set_config('tact.organization', p_organization::text, true);",
      to: "perform set_config('tact.organization', p_organization::text, true); perform set_config('synchronous_commit', 'off', true);",
    },
    settings: { wal_writer_delay: '10s' },
  },
};

/** Every bug, in the order in which they are tried. */
export const ALL_BUGS = Object.keys(BUGS) as readonly Bug[];

/** Puts the part of a bug that is in the database into it. `connectionString`: of the owner. */
export async function putIntoDatabase(bug: Bug, connectionString: string): Promise<void> {
  const { sql: change, settings = {} } = BUGS[bug];
  if (change === undefined) return;
  const client = new pg.Client({ connectionString });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ text: string }>(
      "select pg_get_functiondef(p.oid) as text from pg_proc p where p.proname = $1 and p.pronamespace = 'tact'::regnamespace",
      [change.in],
    );
    await client.query(changed(rows[0]?.text ?? '', change));
    for (const [name, value] of Object.entries(settings))
      await client.query(`alter system set ${name} = ${pg.escapeLiteral(value)}`);
    await client.query('select pg_reload_conf()');
  } finally {
    await client.end();
  }
}

/** The text of a module with the bug in it; undefined where the bug is elsewhere. */
export function putIntoModule(bug: Bug, url: string, text: string): string | undefined {
  const change = BUGS[bug].module;
  return change !== undefined && url.endsWith(change.in) ? changed(text, change) : undefined;
}

/** A bug that can no longer be put in would be "not found" for the wrong reason, so it throws. */
function changed(text: string, { in: place, from, to }: Change): string {
  if (text.split(from).length !== 2)
    throw new Error(`the bug cannot be put in: \`${place}\` does not hold \`${from}\` exactly once`);
  return text.replace(from, () => to);
}
