import ts from 'typescript';
import type { RepositoryFile } from './repository-file.ts';

const parsed = new WeakMap<RepositoryFile, ts.SourceFile>();
const listed = new WeakMap<RepositoryFile, readonly ts.Node[]>();

/** The syntax tree of a TypeScript or JavaScript file, parsed once. */
export function syntaxOf(file: RepositoryFile): ts.SourceFile {
  const known = parsed.get(file);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ESNext, true);
  parsed.set(file, tree);
  return tree;
}

/** Every node of a file, outer ones first. */
export function nodesOf(file: RepositoryFile): readonly ts.Node[] {
  const known = listed.get(file);
  if (known !== undefined) return known;
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(syntaxOf(file));
  listed.set(file, nodes);
  return nodes;
}

/** The line, from 1, on which a node starts; its comments do not belong to it. */
export function lineOf(node: ts.Node): number {
  const tree = node.getSourceFile();
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** The line, from 1, on which a node ends. */
export function endLineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getEnd()).line + 1;
}

/** One import, export-from or dynamic import. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** Everything that a file imports, in any of the ways to do so. */
export function importsOf(file: RepositoryFile): Import[] {
  const imports: Import[] = [];
  for (const node of nodesOf(file)) {
    const specifier = specifierOf(node);
    if (specifier !== undefined) imports.push({ specifier, line: lineOf(node) });
  }
  return imports;
}

function specifierOf(node: ts.Node): string | undefined {
  const literal =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
        ? node.argument.literal
        : ts.isCallExpression(node) && isImportCall(node)
          ? node.arguments[0]
          : undefined;
  return literal !== undefined && ts.isStringLiteralLike(literal) ? literal.text : undefined;
}

function isImportCall({ expression }: ts.CallExpression): boolean {
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(expression) && expression.text === 'require') ||
    expression.getText() === 'import.meta.resolve'
  );
}

/** A file's text with the inside of its strings, templates and patterns blanked out: what is left is code and comments. */
export function withoutStrings(file: RepositoryFile): string {
  const tree = syntaxOf(file);
  const pieces: string[] = [];
  let at = 0;
  for (const node of nodesOf(file).filter(isText)) {
    const [start, end] = [node.getStart(tree) + 1, node.getEnd() - 1];
    pieces.push(file.text.slice(at, start), file.text.slice(start, end).replaceAll(/[^\n]/g, ' '));
    at = end;
  }
  return [...pieces, file.text.slice(at)].join('');
}

/** Strings, patterns and the written parts of templates. They do not nest, so their order is that of the text. */
function isText(node: ts.Node): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isRegularExpressionLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddle(node) ||
    ts.isTemplateTail(node)
  );
}
