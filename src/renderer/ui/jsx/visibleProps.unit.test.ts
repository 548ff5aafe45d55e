import { isValidElement } from 'react';
import { expect, test } from 'vitest';
import { Fragment, jsx, jsxs } from './jsx-runtime.ts';

const odd = 'a\u202eb\u0007c\u200bd\ne';
const seen = 'a\\u202eb\\u0007c\\u200bd\\u000ae';

function propsOf(element: unknown): unknown {
  return isValidElement(element) ? element.props : undefined;
}

test('text and attributes of an element stand as a person may see them', () => {
  expect(propsOf(jsx('span', { children: odd, title: odd, 'aria-label': odd }))).toEqual({
    children: seen,
    title: seen,
    'aria-label': seen,
  });
});

test('text among elements and in lists is found too', () => {
  const inner = jsx('b', { children: 'plain' });
  expect(propsOf(jsxs('p', { children: ['x', inner, [odd, 1, null]] }))).toEqual({
    children: ['x', inner, [seen, 1, null]],
  });
  expect(propsOf(jsxs(Fragment, { children: [odd, 'y'] }))).toEqual({ children: [seen, 'y'] });
});

test('lines of preformatted text stay lines', () => {
  expect(propsOf(jsx('pre', { children: odd }))).toEqual({ children: 'a\\u202eb\\u0007c\\u200bd\ne' });
});

test('what a field holds and what a component is given stay as they are', () => {
  expect(propsOf(jsx('input', { value: odd }))).toEqual({ value: odd });
  const Component = (): null => null;
  const props = { children: odd, title: odd };
  expect(propsOf(jsx(Component, props))).toEqual(props);
});

test('what needs no escape is not copied', () => {
  const children = ['buy', ' ', '1\u202f000 €'];
  expect((propsOf(jsxs('p', { children })) as { children: unknown }).children).toBe(children);
});
