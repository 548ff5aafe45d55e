/** Our arrangement of panels in the docking library's form, and back. */
import { Orientation, type SerializedDockview } from 'dockview';
import { isPanelId, panelTitles, type PanelId } from '../../../shared/contract/panels.ts';
import { flattened, panelsOf, type LayoutNode } from '../../model/dock/layoutTree.ts';
import type { DockSize } from '../../model/dock/standardLayouts.ts';

type SerializedNode = SerializedDockview['grid']['root'];

const least: Readonly<Partial<Record<PanelId, { readonly minimumWidth: number }>>> = {
  ticket: { minimumWidth: 290 },
};

/** `inSight` wins over the panel that the tree has in sight. */
export function toDock(tree: LayoutNode, size: DockSize, inSight: readonly PanelId[]): SerializedDockview {
  const flat = flattened(tree);
  const root: LayoutNode = flat.kind === 'tabs' ? { kind: 'row', parts: [flat], share: 1 } : flat;
  const isRow = root.kind === 'row';
  let groups = 0;
  const nodeOf = (node: LayoutNode, extent: DockSize, along: number): SerializedNode => {
    if (node.kind === 'tabs') {
      const active = node.panels.find((panel) => inSight.includes(panel)) ?? node.active;
      return {
        type: 'leaf',
        data: { id: `group-${groups++}`, views: [...node.panels], activeView: active },
        size: along,
      };
    }
    const whole = node.parts.reduce((sum, part) => sum + part.share, 0);
    return {
      type: 'branch',
      data: node.parts.map((part) => {
        const share = part.share / whole;
        return node.kind === 'row'
          ? nodeOf(part, { ...extent, width: extent.width * share }, extent.width * share)
          : nodeOf(part, { ...extent, height: extent.height * share }, extent.height * share);
      }),
      size: along,
    };
  };
  return {
    grid: {
      root: nodeOf(root, size, isRow ? size.height : size.width),
      ...size,
      orientation: isRow ? Orientation.HORIZONTAL : Orientation.VERTICAL,
    },
    panels: Object.fromEntries(
      panelsOf(tree).map((panel) => [
        panel,
        { id: panel, contentComponent: panel, title: panelTitles[panel], ...least[panel] },
      ]),
    ),
  };
}

/** Undefined for an empty dock. */
export function fromDock({ grid }: SerializedDockview): LayoutNode | undefined {
  return treeOf(grid.root, grid.orientation === Orientation.HORIZONTAL);
}

function treeOf(node: SerializedNode, isRow: boolean): LayoutNode | undefined {
  const share = Math.max(1, Math.round(node.size ?? 1));
  const { data } = node;
  if (!Array.isArray(data)) {
    const [first, ...others] = data.views.filter(isPanelId);
    if (first === undefined) return undefined;
    const panels = [first, ...others] as const;
    const active = panels.find((panel) => panel === data.activeView) ?? first;
    return { kind: 'tabs', panels, active, share };
  }
  const [first, ...others] = data.flatMap((part) => treeOf(part, !isRow) ?? []);
  if (first === undefined) return undefined;
  if (others.length === 0) return { ...first, share };
  return { kind: isRow ? 'row' : 'column', parts: [first, ...others], share };
}
