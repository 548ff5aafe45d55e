/** The compiler calls this for each element in the development build of the window. */
import type { ElementType, Key, ReactElement } from 'react';
import { Fragment, jsxDEV as element, type JSXSource } from 'react/jsx-dev-runtime';
import { visibleProps } from './visibleProps.ts';

export type { JSX } from 'react/jsx-dev-runtime';
export { Fragment };

export function jsxDEV(
  type: ElementType,
  props: unknown,
  key: Key | undefined,
  isStatic: boolean,
  source?: JSXSource,
  self?: unknown,
): ReactElement {
  return element(type, visibleProps(type, props), key, isStatic, source, self);
}
