/** The compiler calls this for each element of a built window. */
import type { ElementType, Key, ReactElement } from 'react';
import { Fragment, jsx as element, jsxs as elements } from 'react/jsx-runtime';
import { visibleProps } from './visibleProps.ts';

export type { JSX } from 'react/jsx-runtime';
export { Fragment };

export function jsx(type: ElementType, props: unknown, key?: Key): ReactElement {
  return element(type, visibleProps(type, props), key);
}

export function jsxs(type: ElementType, props: unknown, key?: Key): ReactElement {
  return elements(type, visibleProps(type, props), key);
}
