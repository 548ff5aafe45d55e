/**
 * The one door through which text reaches the page. Every element of the window is made by this folder's runtime
 * (`jsxImportSource` in tsconfig.renderer.json), so that no component has to remember that a note, an id or a venue's
 * reason may carry what steers, turns or hides text: it stands as an escape. What a field holds (`value`) and what goes
 * back to the engine stay as they are.
 */
import type { ElementType } from 'react';
import { visibleLine, visibleText } from '../../../shared/kernel/visibleText.ts';

type Properties = Readonly<Record<string, unknown>>;
type Escape = (text: string) => string;

/** The attributes that a person reads or hears. */
const readAttributes = ['title', 'aria-label', 'aria-valuetext', 'aria-description', 'placeholder', 'alt'];

/** The properties of an element as they may be shown. Those of a component pass: it puts them into elements itself. */
export function visibleProps(type: ElementType | symbol, props: unknown): unknown {
  if (typeof type === 'function' || !isProperties(props)) return props;
  // Where line feeds make lines they stay; elsewhere a reader would take one for a blank.
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

/** The same children where nothing has to be escaped. */
function visibleChildren(children: unknown, escape: Escape): unknown {
  if (typeof children === 'string') return escape(children);
  if (!Array.isArray(children)) return children;
  const seen = children.map((child) => visibleChildren(child, escape));
  return seen.some((child, index) => child !== children[index]) ? seen : children;
}

function isProperties(props: unknown): props is Properties {
  return typeof props === 'object' && props !== null;
}
