/**
 * All text reaches the page through this file. The runtime in this folder makes every element of the window
 * (`jsxImportSource` in tsconfig.renderer.json). A note, an id or a venue's reason may carry characters that steer,
 * turn or hide text. This file shows them as escapes, so that no component has to. The content of a field (`value`) and
 * text that goes back to the engine stay as they are.
 */
import type { ElementType } from 'react';
import { visibleLine, visibleText } from '../../../shared/kernel/visibleText.ts';

type Properties = Readonly<Record<string, unknown>>;
type Escape = (text: string) => string;

/** The attributes that a person reads or hears. */
const readAttributes = ['title', 'aria-label', 'aria-valuetext', 'aria-description', 'placeholder', 'alt'];

/**
 * The properties of an element with their text made visible. A component's properties pass unchanged: the component
 * puts them into elements itself.
 */
export function visibleProps(type: ElementType | symbol, props: unknown): unknown {
  if (typeof type === 'function' || !isProperties(props)) return props;
  // Line feeds stay where they make lines. Elsewhere a reader would take one for a space.
  const escape = type === 'pre' ? visibleText : visibleLine;
  const changed: Record<string, unknown> = {};
  const children = visibleChildren(props['children'], escape);
  if (children !== props['children']) changed['children'] = children;
  for (const name of readAttributes) {
    const text = props[name];
    if (typeof text !== 'string') continue;
    const seen = visibleLine(text);
    if (seen !== text) changed[name] = seen;
  }
  return Object.keys(changed).length === 0 ? props : { ...props, ...changed };
}

/** The children with their text made visible; the same object where nothing has to be escaped. */
function visibleChildren(children: unknown, escape: Escape): unknown {
  if (typeof children === 'string') return escape(children);
  if (!Array.isArray(children)) return children;
  const seen = children.map((child) => visibleChildren(child, escape));
  return seen.some((child, index) => child !== children[index]) ? seen : children;
}

function isProperties(props: unknown): props is Properties {
  return typeof props === 'object' && props !== null;
}
