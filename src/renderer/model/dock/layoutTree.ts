/** The arrangement of panels as a tree, in our own form: it is kept on disk, and no library's format is. */
import { z } from 'zod';
import { isPanelId, type PanelId } from '../../../shared/contract/panels.ts';

/** Panels that share one place; one of them is visible. */
export interface TabsNode {
  readonly kind: 'tabs';
  readonly panels: readonly [PanelId, ...PanelId[]];
  readonly active: PanelId;
  /** The extent beside its siblings, in any unit that they share. */
  readonly share: number;
}

/** Parts beside each other or below each other. */
export interface SplitNode {
  readonly kind: 'row' | 'column';
  readonly parts: readonly [LayoutNode, ...LayoutNode[]];
  readonly share: number;
}

export type LayoutNode = TabsNode | SplitNode;

const depthMax = 8;

const share = z.number().positive().max(100_000);
const panel = z.custom<PanelId>((value) => typeof value === 'string' && isPanelId(value), {
  error: 'expected the name of a panel',
});
const tabsSchema = z
  .strictObject({ kind: z.literal('tabs'), panels: z.tuple([panel], panel), active: panel, share })
  .refine(({ panels, active }) => panels.includes(active), { error: 'the panel in sight is not among them' });
const nodeSchema: z.ZodType<LayoutNode> = z.lazy(() =>
  z.union([
    tabsSchema,
    z.strictObject({
      kind: z.enum(['row', 'column']),
      parts: z.tuple([nodeSchema], nodeSchema),
      share,
    }),
  ]),
);

/** A whole arrangement: no panel stands in it twice. */
export const layoutSchema: z.ZodType<LayoutNode> = nodeSchema
  .refine((tree) => new Set(panelsOf(tree)).size === panelsOf(tree).length, {
    error: 'a panel stands in it twice',
  })
  .refine((tree) => depthOf(tree) <= depthMax, { error: `it is nested more than ${depthMax} deep` });

export function tabs(panels: readonly [PanelId, ...PanelId[]], share = 1): TabsNode {
  return { kind: 'tabs', panels, active: panels[0], share };
}

export function split(
  kind: SplitNode['kind'],
  parts: readonly [LayoutNode, ...LayoutNode[]],
  share = 1,
): SplitNode {
  return { kind, parts, share };
}

/** Every panel of the tree, in reading order. */
export function panelsOf(tree: LayoutNode): readonly PanelId[] {
  return tree.kind === 'tabs' ? tree.panels : tree.parts.flatMap(panelsOf);
}

function depthOf(tree: LayoutNode): number {
  return tree.kind === 'tabs' ? 1 : 1 + Math.max(...tree.parts.map(depthOf));
}

/** The same arrangement, in which rows and columns take turns: a row within a row becomes a part of it. */
export function flattened(tree: LayoutNode): LayoutNode {
  if (tree.kind === 'tabs') return tree;
  const [first, ...others] = tree.parts.flatMap((part): readonly LayoutNode[] => {
    const flat = flattened(part);
    if (flat.kind !== tree.kind) return [flat];
    const whole = flat.parts.reduce((sum, inner) => sum + inner.share, 0);
    return flat.parts.map((inner) => ({ ...inner, share: (inner.share * flat.share) / whole }));
  });
  if (first === undefined) return tree;
  return others.length === 0 ? { ...first, share: tree.share } : { ...tree, parts: [first, ...others] };
}

/** Which panels stand where, whatever their sizes are. */
export function shapeOf(tree: LayoutNode): string {
  return tree.kind === 'tabs' ? tree.panels.join('+') : `${tree.kind}(${tree.parts.map(shapeOf).join(' ')})`;
}

/** A panel's part in the room of its row or column, in pixels. */
export type PanelExtent =
  | { readonly panel: PanelId; readonly width: number }
  | { readonly panel: PanelId; readonly height: number };

/** The extents of all parts but the last of each row and column, which gets what is left. */
export function extentsOf(
  tree: LayoutNode,
  room: { readonly width: number; readonly height: number },
): readonly PanelExtent[] {
  if (tree.kind === 'tabs') return [];
  const { kind, parts } = tree;
  const whole = parts.reduce((sum, part) => sum + part.share, 0);
  return parts.flatMap((part, index) => {
    const share = part.share / whole;
    const [panel] = panelsOf(part);
    const inner =
      kind === 'row' ? { ...room, width: room.width * share } : { ...room, height: room.height * share };
    const own: readonly PanelExtent[] =
      index === parts.length - 1 || panel === undefined
        ? []
        : [kind === 'row' ? { panel, width: inner.width } : { panel, height: inner.height }];
    return [...own, ...extentsOf(part, inner)];
  });
}
