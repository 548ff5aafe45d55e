// Rules of this house for oxlint: how a file begins, and how a private member is written.

/** @typedef {Extract<Parameters<import('oxlint/plugins-dev').RuleTester['run']>[1], { create: unknown }>} Rule */

/** @type {Rule} */
export const fileHeader = {
  create(context) {
    return {
      Program() {
        const text = context.sourceCode.getText();
        if (text.startsWith('/**')) return;
        context.report({
          loc: { start: { line: 1, column: 0 }, end: { line: 1, column: 1 } },
          message: 'A file begins with a block comment that says its role: /** … */',
        });
      },
    };
  },
};

/** @type {Rule} */
export const privateKeyword = {
  create(context) {
    return {
      PrivateIdentifier(node) {
        context.report({ node, message: 'A private member has the keyword: private name, not #name.' });
      },
    };
  },
};

export default {
  meta: { name: 'house' },
  rules: { 'file-header': fileHeader, 'private-keyword': privateKeyword },
};
