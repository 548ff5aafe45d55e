/** What a TypeScript file names: the titles of its tests, what it defines, and what it uses. Comments and text don't count. */
import ts from 'typescript6';

const testFunctions: ReadonlySet<string> = new Set(['test', 'it', 'describe']);
/** `test.skip(...)` and the like run nothing, so they show nothing. */
const withoutRun: ReadonlySet<string> = new Set(['skip', 'todo', 'fixme']);

function parsed(fileName: string, text: string): ts.SourceFile {
  return ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, false);
}

/** Whether `test`, `test.each(rows)`, `test.skipIf(isOdd)` and the like are called. */
function isTestCall(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return testFunctions.has(callee.text);
  if (ts.isCallExpression(callee)) return isTestCall(callee.expression);
  if (ts.isPropertyAccessExpression(callee)) return isTestCall(callee.expression);
  return ts.isTaggedTemplateExpression(callee) && isTestCall(callee.tag);
}

function isSkipped(callee: ts.Expression): boolean {
  if (ts.isCallExpression(callee)) return isSkipped(callee.expression);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return (withoutRun.has(callee.name.text) && isTestCall(callee)) || isSkipped(callee.expression);
}

/** The titles of the tests and groups of tests that run; those inside a group that is skipped don't. */
export function testTitlesIn(fileName: string, text: string): ReadonlySet<string> {
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      if (isSkipped(node.expression)) return;
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title) && isTestCall(node.expression)) {
        titles.add(title.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed(fileName, text));
  return titles;
}

/** The functions that the file exports: a contract suite is one. */
export function exportedFunctionsIn(fileName: string, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of parsed(fileName, text).statements) {
    if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
    const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExported === true) names.add(statement.name.text);
  }
  return names;
}

/** What the file defines at its top, and the members of that: no import, parameter, local, comment or text. */
export function definitionsIn(fileName: string, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: ts.Node | undefined): void => {
    if (name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteralLike(name))) names.add(name.text);
  };
  const addMembers = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) || ts.isMethodSignature(node)) add(node.name);
    // What a function type takes is its parameters, not a member.
    if (!ts.isFunctionTypeNode(node)) ts.forEachChild(node, addMembers);
  };
  for (const statement of parsed(fileName, text).statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) add(name);
    } else if (ts.isFunctionDeclaration(statement)) {
      add(statement.name);
    } else if (ts.isClassDeclaration(statement)) {
      add(statement.name);
      for (const member of statement.members) add(member.name);
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      add(statement.name);
      addMembers(statement);
    }
  }
  return names;
}

/** Whether the identifier gives its parent a name, which is no use of the name. */
function isOwnName(node: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isExportSpecifier(parent)) return true;
  if (ts.isPropertyAccessExpression(parent) || ts.isShorthandPropertyAssignment(parent)) return false;
  return 'name' in parent && parent.name === node;
}

/** Whether a text in this place names a member of a union: `case 'Filled'`, `type === 'Filled'`, `type: 'Filled'`. */
function namesType(parent: ts.Node): boolean {
  return ts.isCaseClause(parent) || ts.isBinaryExpression(parent) || ts.isPropertyAssignment(parent);
}

/** What the file uses: values and types that it refers to, members that it reads or calls, and members of unions. */
export function usesIn(fileName: string, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node, parent: ts.Node): void => {
    if (ts.isIdentifier(node) && !isOwnName(node, parent)) names.add(node.text);
    // Without a name of its own, an element of a pattern reads the member of that name.
    if (ts.isBindingElement(node) && node.propertyName === undefined && ts.isIdentifier(node.name)) {
      names.add(node.name.text);
    }
    if (ts.isStringLiteral(node) && namesType(parent)) names.add(node.text);
    ts.forEachChild(node, (child) => {
      visit(child, node);
    });
  };
  const file = parsed(fileName, text);
  visit(file, file);
  return names;
}
