import { lockFileNamesNoHost, noDownloadAddresses } from './addresses.ts';
import { dataHasSources } from './data-files.ts';
import { exportsHaveDocComments } from './doc-comments.ts';
import { kebabCaseFiles, noCatchAllFiles } from './file-names.ts';
import {
  noDefaultExport,
  noSilencedChecks,
  noTestLeftOut,
  noUncheckedTypes,
  noUnfinishedMarks,
} from './forbidden-code.ts';
import { importDirections, noDeepImports } from './imports.ts';
import { pureCode, pureImports } from './purity.ts';
import type { Rule } from './rule.ts';
import { fileBytes, fileLength, functionLength } from './size.ts';
import { lowerCaseSql, noTriggers, schemaComments } from './sql.ts';
import { noBannedWords } from './words.ts';

/** A made-up file, and the lines on which it breaks a rule. */
export interface Sample {
  readonly path: string;
  readonly text: string;
  /** The size, where it is not that of the text. */
  readonly bytes?: number;
  /** From 1, in the order of the findings; empty where the file keeps the rule, or the rule is not about it. */
  readonly breaksOn: readonly number[];
}

const SCREEN = 'packages/web/src/screens/decide/decide-screen.tsx';
const ENGINE = 'packages/engine/src/decide.ts';
const PLACES = 'packages/places/src/number.ts';
const SERVICE = 'packages/service/src/main.ts';
const TEST = 'packages/engine/src/decide.test.ts';
const MIGRATION = 'packages/store/sql/000001-first.sql';
const QUERY = 'packages/store/sql/queries/load-facts.sql';
const DATA = 'packages/places/data/zones.json';
const DOC = 'docs/guide/rules.md';

// Put together from parts, so that this file names no host.
const REGISTRY = ['registry', 'packages', 'org'].join('.');
const ARCHIVE = ['https:', '', 'example.org', 'tool-1.0.tgz'].join('/');

const lines = (count: number, text: string): string => `${text}\n`.repeat(count);
const functionOf = (count: number): string => `function f() {\n${lines(count - 2, '  g();')}}\n`;

/** For each rule, samples that break it and samples that keep it: a rule that cannot fail holds nothing. */
export const samplesOfRules: readonly (readonly [Rule, readonly Sample[]])[] = [
  [
    importDirections,
    [
      { path: ENGINE, text: `import { zoneTable } from '@tact/places';`, breaksOn: [1] },
      {
        path: PLACES,
        text: `import { a } from '@tact/engine';\nimport { b } from '@tact/store';`,
        breaksOn: [2],
      },
      { path: 'packages/store/src/a.ts', text: `export { a } from '@tact/service';`, breaksOn: [1] },
      { path: 'packages/web/src/a.tsx', text: `const a = await import('@tact/service');`, breaksOn: [1] },
      { path: 'packages/api/src/a.ts', text: `type A = import('@tact/store').A;`, breaksOn: [1] },
      { path: SERVICE, text: `import { a } from '@tact/cli';`, breaksOn: [1] },
      { path: SERVICE, text: `import { a } from '@tact/store';`, breaksOn: [] },
      { path: TEST, text: `import { zoneTable } from '@tact/places';`, breaksOn: [] },
      { path: TEST, text: `import { migrate } from '@tact/store';`, breaksOn: [1] },
    ],
  ],
  [
    noDeepImports,
    [
      { path: SERVICE, text: `import { a } from '@tact/store/src/embedded.ts';`, breaksOn: [1] },
      { path: SERVICE, text: `import { a } from '../../store/src/embedded.ts';`, breaksOn: [1] },
      { path: SERVICE, text: `import { a } from '@tact/store/testing';`, breaksOn: [1] },
      { path: SERVICE, text: `import { a } from '@tact/api/without-schemas';`, breaksOn: [] },
      {
        path: 'packages/service/test/database.ts',
        text: `import { a } from '@tact/store/testing';`,
        breaksOn: [],
      },
      { path: ENGINE, text: `import a from '../../../package.json' with { type: 'json' };`, breaksOn: [1] },
      { path: SERVICE, text: `import { a } from './jobs/expire.ts';\nimport '@tact/store';`, breaksOn: [] },
      { path: PLACES, text: `import data from '../data/zones.json' with { type: 'json' };`, breaksOn: [] },
    ],
  ],
  [
    pureImports,
    [
      { path: ENGINE, text: `import { createHash } from 'node:crypto';`, breaksOn: [1] },
      { path: PLACES, text: `import { parse } from 'libphonenumber-js';`, breaksOn: [1] },
      { path: ENGINE, text: `import { parse } from 'acorn';`, breaksOn: [1] },
      {
        path: 'packages/engine/src/expression/parse.ts',
        text: `import { parse } from 'acorn';`,
        breaksOn: [],
      },
      { path: ENGINE, text: `import { a } from './reason.ts';`, breaksOn: [] },
      { path: TEST, text: `import { expect } from 'vitest';`, breaksOn: [] },
      { path: SERVICE, text: `import { createHash } from 'node:crypto';`, breaksOn: [] },
    ],
  ],
  [
    pureCode,
    [
      { path: ENGINE, text: `const a = 1;\nconst at = Date.now();`, breaksOn: [2] },
      { path: ENGINE, text: `const at = new Date();`, breaksOn: [1] },
      { path: ENGINE, text: `const at = new Date(2026, 0, 1);`, breaksOn: [1] },
      { path: ENGINE, text: `const day = new Date(at).getDay();`, breaksOn: [1] },
      { path: ENGINE, text: `const id = Math.random();`, breaksOn: [1] },
      { path: PLACES, text: `if (process.env['A']) b();`, breaksOn: [1] },
      { path: PLACES, text: `async function load() {\n  await b();\n}`, breaksOn: [1, 2] },
      { path: ENGINE, text: `type Later = Promise<string>;`, breaksOn: [1] },
      { path: ENGINE, text: `new Intl.DateTimeFormat('en');`, breaksOn: [1] },
      { path: ENGINE, text: `performance.now();\nsetTimeout(f, 1);\nconsole.log(a);`, breaksOn: [1, 2, 3] },
      { path: ENGINE, text: `names.sort((a, b) => a.localeCompare(b));`, breaksOn: [1] },
      { path: ENGINE, text: `const text = new Date(at).toISOString();`, breaksOn: [] },
      {
        path: ENGINE,
        text: `// Date.now() and Promise are not asked\nconst a = { process: b.process };`,
        breaksOn: [],
      },
      { path: TEST, text: `const at = Date.now();`, breaksOn: [] },
      { path: SERVICE, text: `const at = Date.now();`, breaksOn: [] },
    ],
  ],
  [
    fileLength,
    [
      { path: ENGINE, text: lines(401, 'a();'), breaksOn: [401] },
      { path: ENGINE, text: lines(400, 'a();'), breaksOn: [] },
      { path: TEST, text: lines(601, 'a();'), breaksOn: [601] },
      { path: TEST, text: lines(600, 'a();'), breaksOn: [] },
      { path: MIGRATION, text: lines(401, 'select 1;'), breaksOn: [401] },
      { path: 'packages/store/schema.dump.sql', text: lines(401, 'select 1;'), breaksOn: [] },
    ],
  ],
  [
    functionLength,
    [
      { path: SERVICE, text: functionOf(61), breaksOn: [1] },
      { path: SERVICE, text: functionOf(60), breaksOn: [] },
      {
        path: SCREEN,
        text: `function F() {\n  return (\n    <p>\n${lines(118, '      <i />')}    </p>\n  );\n}`,
        breaksOn: [],
      },
      {
        path: SCREEN,
        text: `function F() {\n  return (\n    <p>\n${lines(119, '      <i />')}    </p>\n  );\n}`,
        breaksOn: [1],
      },
      { path: SCREEN, text: `function F() {\n${lines(60, '  g();')}  return <p />;\n}`, breaksOn: [1] },
      { path: SERVICE, text: `\nconst f = () => {\n${lines(60, '  g();')}};`, breaksOn: [2] },
      {
        path: SERVICE,
        text: `function f() {\n  return {\n    a() {\n${lines(56, '      g();')}    },\n  };\n}`,
        breaksOn: [],
      },
      {
        path: SERVICE,
        text: `function f() {\n  return {\n    a() {\n${lines(60, '      g();')}    },\n  };\n}`,
        breaksOn: [3],
      },
      { path: SERVICE, text: `/**\n${lines(60, ' * why')} */\n${functionOf(60)}`, breaksOn: [] },
      { path: TEST, text: functionOf(61), breaksOn: [] },
      {
        path: 'packages/store/test/contract.ts',
        text: `describe('a', () => {\n${lines(60, 'g();')}});`,
        breaksOn: [],
      },
    ],
  ],
  [
    fileBytes,
    [
      { path: 'docs/guide/screen.png', text: '', bytes: 1024 * 1024 + 1, breaksOn: [1] },
      { path: 'docs/guide/screen.png', text: '', bytes: 1024 * 1024, breaksOn: [] },
      { path: DATA, text: '', bytes: 6 * 1024 * 1024 + 1, breaksOn: [1] },
      { path: DATA, text: '', bytes: 6 * 1024 * 1024, breaksOn: [] },
    ],
  ],
  [
    noCatchAllFiles,
    [
      { path: 'packages/engine/src/utils.ts', text: '', breaksOn: [1] },
      { path: 'packages/service/src/routes/types.ts', text: '', breaksOn: [1] },
      { path: 'packages/service/src/routes/helpers.test.ts', text: '', breaksOn: [1] },
      { path: 'packages/service/src/routes/device-types.ts', text: '', breaksOn: [] },
    ],
  ],
  [
    kebabCaseFiles,
    [
      { path: 'packages/engine/src/nextAllowed.ts', text: '', breaksOn: [1] },
      { path: 'packages/web/src/RuleEditor/editor.tsx', text: '', breaksOn: [1] },
      { path: 'docs/rule_kinds.md', text: '', breaksOn: [1] },
      { path: 'packages/engine/src/next-allowed.test.ts', text: '', breaksOn: [] },
      { path: 'docs/adr/0001-one-engine.md', text: '', breaksOn: [] },
      { path: 'README.md', text: '', breaksOn: [] },
      { path: 'docs/operating/Dockerfile', text: '', breaksOn: [] },
      { path: '.ci/run', text: '', breaksOn: [] },
    ],
  ],
  [
    noDefaultExport,
    [
      { path: ENGINE, text: `export default function decide() {}`, breaksOn: [1] },
      { path: ENGINE, text: `export default 1;`, breaksOn: [1] },
      { path: ENGINE, text: `export { decide as default };`, breaksOn: [1] },
      { path: 'vitest.config.ts', text: `export default {};`, breaksOn: [] },
      { path: ENGINE, text: `switch (a) {\n  default:\n    b();\n}`, breaksOn: [] },
    ],
  ],
  [
    noUncheckedTypes,
    [
      { path: ENGINE, text: `const a = b as any;`, breaksOn: [1] },
      { path: ENGINE, text: `const a = b!.c;`, breaksOn: [1] },
      { path: ENGINE, text: `let a!: string;`, breaksOn: [1] },
      { path: ENGINE, text: `const any = !b; // any! of them`, breaksOn: [] },
    ],
  ],
  [
    noSilencedChecks,
    [
      { path: ENGINE, text: `// @ts-ignore\na();`, breaksOn: [1] },
      { path: TEST, text: `a();\n// @ts-expect-error not a number`, breaksOn: [2] },
      { path: ENGINE, text: `/* eslint-disable */`, breaksOn: [1] },
      { path: ENGINE, text: `a(); // eslint-disable-line no-console`, breaksOn: [1] },
      { path: ENGINE, text: `const text = '@ts-ignore';`, breaksOn: [] },
    ],
  ],
  [
    noUnfinishedMarks,
    [
      { path: ENGINE, text: `// TODO: the gap\na();`, breaksOn: [1] },
      { path: QUERY, text: `select 1; -- FIXME`, breaksOn: [1] },
      { path: DOC, text: `# Rules\nTODO`, breaksOn: [2] },
      { path: DOC, text: 'no `TODO` here', breaksOn: [] },
      { path: ENGINE, text: `const todo = 'TODO';`, breaksOn: [] },
    ],
  ],
  [
    noTestLeftOut,
    [
      { path: TEST, text: `test.only('a', f);`, breaksOn: [1] },
      { path: TEST, text: `describe.skip('a', f);`, breaksOn: [1] },
      { path: TEST, text: `it.todo('a');`, breaksOn: [1] },
      { path: TEST, text: `test.skipIf(noBrowser)('a', f);`, breaksOn: [1] },
      { path: TEST, text: `test('a', (context) => context.skip());`, breaksOn: [1] },
      { path: TEST, text: `test.each(rows)('a', f);`, breaksOn: [] },
      { path: ENGINE, text: `rows.skip(3);`, breaksOn: [] },
    ],
  ],
  [
    noBannedWords,
    [
      { path: ENGINE, text: `const customerId = 1;`, breaksOn: [1] },
      { path: SERVICE, text: `const row = { lead: 1 };`, breaksOn: [1] },
      { path: SERVICE, text: `send('call_outcome');`, breaksOn: [1] },
      { path: ENGINE, text: `const endpoint = device;`, breaksOn: [1] },
      { path: 'packages/api/src/endpoint.ts', text: `const endpoint = '/api/v1/attempts';`, breaksOn: [] },
      { path: SERVICE, text: `// the customer waits`, breaksOn: [1] },
      {
        path: MIGRATION,
        text: `-- of a lead\ncreate table blacklist (lead_id uuid);`,
        breaksOn: [2, 1, 2, 2],
      },
      { path: DOC, text: `Load your prospects and leads.`, breaksOn: [1] },
      { path: DOC, text: `Each lead has a call outcome.`, breaksOn: [1, 1] },
      {
        path: ENGINE,
        text: `// one path leads on, by calendar day\nconst outbound = 'endless policy';`,
        breaksOn: [],
      },
      {
        path: QUERY,
        text: `create policy one on attempts;\nselect lead(at) over w from attempts;`,
        breaksOn: [],
      },
      { path: 'GLOSSARY.md', text: `contact (not: customer)`, breaksOn: [] },
    ],
  ],
  [
    exportsHaveDocComments,
    [
      { path: ENGINE, text: `export const A = 1;`, breaksOn: [1] },
      { path: ENGINE, text: `/** One. */\nexport const A = 1;\nexport type B = 2;`, breaksOn: [3] },
      { path: ENGINE, text: `// One.\nexport function a() {}`, breaksOn: [2] },
      { path: ENGINE, text: `/** One. */\n\nexport interface A {}`, breaksOn: [3] },
      { path: ENGINE, text: `/** */\nexport class A {}`, breaksOn: [2] },
      { path: ENGINE, text: `const a = 1;\nexport { a as b };`, breaksOn: [1] },
      {
        path: ENGINE,
        text: `/** One. */\nexport function a(b: 1): 1;\nexport function a(b: 2): 2 {}`,
        breaksOn: [],
      },
      { path: ENGINE, text: `export * from './a.ts';\nexport { b } from './b.ts';`, breaksOn: [] },
      { path: ENGINE, text: `const a = 1;`, breaksOn: [] },
      { path: TEST, text: `export const A = 1;`, breaksOn: [] },
    ],
  ],
  [
    lowerCaseSql,
    [
      { path: QUERY, text: `select 1\nFROM attempts`, breaksOn: [2] },
      { path: QUERY, text: `select clientId from attempts`, breaksOn: [1] },
      { path: QUERY, text: `-- Why: the Guard\nselect 'It''s A' as "clientId" from attempts`, breaksOn: [] },
    ],
  ],
  [
    noTriggers,
    [
      { path: MIGRATION, text: `\ncreate trigger a before update on b`, breaksOn: [2] },
      { path: MIGRATION, text: `create or replace constraint trigger a`, breaksOn: [1] },
      { path: MIGRATION, text: `-- create trigger: refused by Citus\nselect 1`, breaksOn: [] },
    ],
  ],
  [
    schemaComments,
    [
      { path: MIGRATION, text: `create table a (id uuid);`, breaksOn: [1] },
      { path: MIGRATION, text: `create table a ();\ncomment on table ab is 'x';`, breaksOn: [1] },
      { path: MIGRATION, text: `create unique index if not exists a on b (c);`, breaksOn: [1] },
      { path: MIGRATION, text: `create index on b (c);`, breaksOn: [1] },
      { path: MIGRATION, text: `comment on index a is 'x';\ncreate index a on b (c);`, breaksOn: [2] },
      {
        path: MIGRATION,
        text: `create table a ();\ncomment on table a is 'x';\ncreate index b on a (c);\ncomment on index tact.b is 'y';`,
        breaksOn: [],
      },
      { path: MIGRATION, text: `create table a_2026 partition of a for values in (1);`, breaksOn: [] },
      { path: QUERY, text: `create temporary table a ();`, breaksOn: [] },
    ],
  ],
  [
    dataHasSources,
    [
      { path: DATA, text: `{"zones": []}`, breaksOn: [1] },
      { path: DATA, text: `{"sources": []}`, breaksOn: [1] },
      { path: DATA, text: `{"sources": [{"source": "a", "version": "1"}]}`, breaksOn: [1] },
      { path: DATA, text: `{"sources": [{"source": "a", "version": "", "licence": "b"}]}`, breaksOn: [1] },
      { path: DATA, text: `{"sources": [{"source": "a", "version": "1", "licence": "b"}]}`, breaksOn: [] },
      { path: 'package.json', text: `{}`, breaksOn: [] },
    ],
  ],
  [
    noDownloadAddresses,
    [
      { path: DOC, text: `\nhttps://${REGISTRY}/a`, breaksOn: [2] },
      { path: '.npmrc', text: `registry=${REGISTRY}`, breaksOn: [1] },
      { path: 'package.json', text: `{"a": "${ARCHIVE}"}`, breaksOn: [1] },
      {
        path: DOC,
        text: `http://localhost:8228/api/v1/attempts and const registry = a.registry.entries.map`,
        breaksOn: [],
      },
    ],
  ],
  [
    lockFileNamesNoHost,
    [
      { path: 'package-lock.json', text: `{\n"resolved": "https://example.org/a"}`, breaksOn: [2] },
      { path: 'package-lock.json', text: `{"resolved": "packages/api", "link": true}`, breaksOn: [] },
    ],
  ],
];
