import { RuleTester } from 'oxlint/plugins-dev';
import { describe, it } from 'vitest';
import { fileHeader, privateKeyword } from './lib/houseLint.mjs';

RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester();

tester.run('a file begins with what it is', fileHeader, {
  valid: ['/** Its role. */\nlet a;', '/**\n * Its role.\n */\nlet a;'],
  invalid: [
    { code: 'let a;', errors: 1 },
    { code: '// Its role.\nlet a;', errors: 1 },
    { code: '/* Its role. */\nlet a;', errors: 1 },
  ],
});

tester.run('a private member has the keyword', privateKeyword, {
  valid: ['class A { constructor() { this.b = 1; } }'],
  invalid: [{ code: 'class A { #b = 1; }', errors: 1 }],
});
