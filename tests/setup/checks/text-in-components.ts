/**
 * Finds user-visible text that does not come from `lib/i18n`: JSX text, visible or accessible attributes and properties, and
 * punctuation that joins texts (Chinese uses a different comma and colon).
 */

import ts from 'typescript';

/** Attributes, component properties and object keys whose text is visible or read by screen readers. */
const DISPLAYED_NAME =
  /^(aria-(label|valuetext|description|roledescription|placeholder)|alt|caption|content|description|error|heading|hint|label|message|note|placeholder|summary|text|title|(?!class|enterKey).*(Label|Text|Title|Note|Hint|Message|Caption|Heading))$/;

/** Browser functions that show or speak text. */
const BROWSER_DIALOGS = /^(window\.)?(Notification|alert|confirm|prompt|SpeechSynthesisUtterance)$/;

/** Letters of any script, or punctuation that differs between languages. */
const LANGUAGE_PATTERN = /[\p{L},;:?!。，；：？！、（）]|\.(?=\s|$)/u;

export interface Finding {
  readonly line: number;
  readonly text: string;
  /** `between tags`, or the name of the attribute or property. */
  readonly where: string;
}

const isLanguage = (text: string) => LANGUAGE_PATTERN.test(text);

/** @returns the string literals that an expression can evaluate to. Does not descend into calls, whose arguments are not shown. */
function literalsIn(node: ts.Expression): ts.Node[] {
  if (ts.isStringLiteralLike(node)) return [node];
  if (ts.isTemplateExpression(node)) {
    return [node.head, ...node.templateSpans.flatMap(({ expression, literal }) => [...literalsIn(expression), literal])];
  }
  if (ts.isConditionalExpression(node)) return [...literalsIn(node.whenTrue), ...literalsIn(node.whenFalse)];
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return literalsIn(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(literalsIn);
  if (!ts.isBinaryExpression(node)) return [];
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return literalsIn(node.right);
  const joins = [ts.SyntaxKind.PlusToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken];
  return joins.includes(kind) ? [...literalsIn(node.left), ...literalsIn(node.right)] : [];
}

function getLiteralText(node: ts.Node): string {
  return ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node) ? node.text : '';
}

/** @returns all hard-coded text in one file. */
export function findText(source: string, fileName: string): Finding[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const findings: Finding[] = [];
  const report = (node: ts.Node, text: string, where: string) => {
    if (!isLanguage(text)) return;
    findings.push({ line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: text.trim(), where });
  };
  const reportLiterals = (expression: ts.Expression, where: string) => {
    for (const literal of literalsIn(expression)) report(literal, getLiteralText(literal), where);
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) report(node, node.text, 'between tags');
    else if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent))
      reportLiterals(node.expression, 'between tags');
    else if (ts.isJsxAttribute(node)) visitAttribute(node);
    else if (ts.isPropertyAssignment(node) && DISPLAYED_NAME.test(getPropertyName(node.name)))
      reportLiterals(node.initializer, getPropertyName(node.name));
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      if (ts.isPropertyAccessExpression(node.left) && DISPLAYED_NAME.test(node.left.name.text))
        reportLiterals(node.right, node.left.name.text);
    } else if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && BROWSER_DIALOGS.test(node.expression.getText())) {
      for (const argument of node.arguments ?? []) reportLiterals(argument, node.expression.getText());
    }
    ts.forEachChild(node, visit);
  };
  const visitAttribute = (node: ts.JsxAttribute) => {
    const name = getPropertyName(node.name);
    if (!DISPLAYED_NAME.test(name) || !node.initializer) return;
    if (ts.isStringLiteral(node.initializer)) report(node.initializer, node.initializer.text, name);
    else if (ts.isJsxExpression(node.initializer) && node.initializer.expression) reportLiterals(node.initializer.expression, name);
  };
  visit(file);
  return findings;
}

function getPropertyName(name: ts.PropertyName | ts.JsxAttributeName): string {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  return ts.isJsxNamespacedName(name) ? `${name.namespace.text}:${name.name.text}` : '';
}
