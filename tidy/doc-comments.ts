import ts from 'typescript';
import { isCode, isForTests } from './repository-file.ts';
import type { Finding, Rule } from './rule.ts';
import { lineOf, syntaxOf } from './syntax.ts';

/** Who uses an export reads what it promises without reading how it is done. */
export const exportsHaveDocComments: Rule = {
  name: 'every export of a package has a doc comment directly above',
  covers: (file) => isCode(file) && !isForTests(file) && /^packages\/[^/]+\/src\//.test(file.path),
  check: (file) => {
    const tree = syntaxOf(file);
    const listed = namesExportedByList(tree);
    const documented = new Set<string>();
    return tree.statements.flatMap((statement): Finding[] => {
      const names = declaredNames(statement);
      if (!isExported(statement) && !names.some((name) => listed.has(name))) return [];
      if (isDocumented(statement)) names.forEach((name) => documented.add(name));
      // The overloads of a function share the comment of the first.
      if (names.every((name) => documented.has(name))) return [];
      const what = names.join(', ');
      return [
        {
          line: lineOf(statement),
          message: `\`${what}\` has no doc comment directly above; say what it promises: units, shape, bounds, errors, source`,
        },
      ];
    });
  },
};

/** The names in `export { a, b as c }` without `from`. */
function namesExportedByList(tree: ts.SourceFile): Set<string> {
  const names = tree.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return [];
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.map(({ propertyName, name }) => (propertyName ?? name).text);
  });
  return new Set(names);
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  )
    return [statement.name?.text ?? 'default'];
  return [];
}

/** Whether the last comment before a statement is a doc comment, with text, that ends on the line above. */
function isDocumented(statement: ts.Statement): boolean {
  const tree = statement.getSourceFile();
  const comment = (ts.getLeadingCommentRanges(tree.text, statement.getFullStart()) ?? []).at(-1);
  if (comment === undefined) return false;
  const text = tree.text.slice(comment.pos, comment.end);
  const endsOnLine = tree.getLineAndCharacterOfPosition(comment.end).line + 1;
  return /^\/\*\*[\s*]*[^\s*/]/.test(text) && endsOnLine === lineOf(statement) - 1;
}
