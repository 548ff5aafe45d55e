import { expect, test } from 'vitest';
import { isAllowedLink } from './allowedLinks.ts';

test.each(['https://www.fixtrading.org/', 'https://www.onixs.biz/fix-dictionary/4.4/tagNum_39.html'])(
  'the console may open %s',
  (url) => {
    expect(isAllowedLink(url)).toBe(true);
  },
);

test.each([
  'http://www.fixtrading.org/',
  'https://fixtrading.org.example.com/',
  'https://www.fixtrading.org@example.com/',
  'https://user:word@www.fixtrading.org/',
  'https://www.fixtrading.org:8443/',
  'https://example.com/?https://www.fixtrading.org/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'breakwater://console/index.html',
  'nonsense',
  '',
])('the console does not open %s', (url) => {
  expect(isAllowedLink(url)).toBe(false);
});
