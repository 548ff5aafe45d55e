/** Drives the docking library: arranges the panels, moves them, and reports their places. */
import {
  createDockview,
  type DockviewApi,
  type DockviewGroupPanel,
  type IContentRenderer,
  type IDockviewPanel,
  type Position,
} from 'dockview';
import { isPanelId, panelTitles, type PanelId } from '../../../shared/contract/panels.ts';
import { extentsOf, panelsOf, shapeOf, tabs, type LayoutNode } from '../../model/dock/layoutTree.ts';
import { formOf, type DockSize } from '../../model/dock/standardLayouts.ts';
import { currentOf, layoutFor } from '../../model/dock/workspaces.ts';
import { useDock, type DockRequest } from '../../store/window/dockStore.ts';
import { keepLayout, useWorkspaces } from '../../store/workspaces/workspaceStore.ts';
import { fromDock, toDock } from './serialized.ts';

/** A panel in the dock. */
export interface Slot {
  readonly panel: PanelId;
  readonly element: HTMLElement;
  /** Whether it is in sight; a panel behind another tab does no work. */
  readonly visible: boolean;
  /** Whether it stands alone, without a tab bar above it: then its own head carries the tools. */
  readonly alone: boolean;
}

/** The right end of a tab bar, for the tools of the panel in sight. */
export interface TabsEnd {
  readonly group: string;
  readonly element: HTMLElement;
  readonly panel: PanelId;
}

export interface DockView {
  readonly slots: readonly Slot[];
  readonly ends: readonly TabsEnd[];
  readonly maximized: PanelId | undefined;
}

export const emptyView: DockView = { slots: [], ends: [], maximized: undefined };

/** Whether a panel has a head of its own. The others consist of several panels with a head each. */
const hasHead: Readonly<Record<PanelId, boolean>> = {
  orders: true,
  detail: true,
  ticket: true,
  venues: true,
  latency: true,
  positions: true,
  alerts: true,
  risk: false,
  resilience: false,
  recovery: false,
  metrics: false,
  audit: false,
  signals: false,
  log: false,
};

export class DockController {
  private readonly host: HTMLElement;
  private readonly onView: (view: DockView) => void;
  private readonly dock: DockviewApi;
  private readonly contents = new Map<string, HTMLElement>();
  private readonly ends = new Map<string, HTMLElement>();
  private readonly stops: (() => void)[] = [];
  /** Whether the dock is being arranged: changes that it reports meanwhile are not the operator's. */
  private arranging = false;
  private dragged: PanelId | undefined;
  private arranged: LayoutNode = tabs(['orders']);
  private arrangedFor: DockSize = { width: 0, height: 0 };
  /** The arrangement when a panel was maximised. */
  private beforeMaximized: LayoutNode | undefined;

  constructor(host: HTMLElement, onView: (view: DockView) => void) {
    this.host = host;
    this.onView = onView;
    this.dock = createDockview(host, {
      disableAutoResizing: true,
      disableFloatingGroups: true,
      theme: { name: 'console', className: 'dock-theme', gap: 6 },
      createComponent: ({ id }) => this.content(id),
      defaultTabComponent: 'label',
      createTabComponent: () => tabLabel(),
      createRightHeaderActionComponent: (group) => this.end(group),
    });
    this.arrange();
    this.listen();
  }

  close(): void {
    for (const stop of this.stops) stop();
    this.arranging = true;
    this.dock.dispose();
  }

  /** Brings a panel to sight; adds it where it is missing. */
  private show(id: PanelId): void {
    const panel = this.dock.getPanel(id);
    if (panel === undefined) {
      if (!useDock.getState().inWindows.includes(id)) this.add(id);
    } else if (!panel.api.isVisible) {
      this.showOthers();
      this.dock.getPanel(id)?.api.setActive();
      this.publish();
    }
  }

  remove(id: PanelId): void {
    const panel = this.dock.getPanel(id);
    // The last panel stays: an empty dock would have no panel to add another one beside.
    if (panel === undefined || this.dock.totalPanels === 1) return;
    this.change(() => this.dock.removePanel(panel));
  }

  /** Places a panel at a side of another one, or as a tab over it. */
  place(id: PanelId, beside: PanelId, position: Position): void {
    const target = this.dock.getPanel(beside);
    if (target !== undefined) this.moveTo(id, target.group, position);
  }

  toggleMaximized(id: PanelId): void {
    const panel = this.dock.getPanel(id);
    if (panel === undefined) return;
    const isMaximized = panel.api.isMaximized();
    this.showOthers();
    const here = this.dock.getPanel(id);
    if (!isMaximized && here !== undefined) {
      this.beforeMaximized = fromDock(this.dock.toJSON());
      this.dock.maximizeGroup(here);
    }
    this.publish();
  }

  /**
   * Shows the other panels again after one was maximised. The library gives the others some size, not their earlier
   * one.
   */
  private showOthers(): void {
    if (!this.dock.hasMaximizedGroup()) return;
    const before = this.beforeMaximized;
    this.quietly(() => {
      this.dock.exitMaximizedGroup();
      const now = this.dock.panels.map(({ id }) => id);
      if (before !== undefined && isSameSet(panelsOf(before), now)) this.lay(before, this.size());
    });
  }

  private setExtents(layout: LayoutNode): void {
    for (const { panel, ...extent } of extentsOf(layout, this.size())) {
      this.dock.getPanel(panel)?.group.api.setSize(extent);
    }
  }

  /** Makes a panel wider or taller, or less so. */
  grow(id: PanelId, by: { readonly width?: number; readonly height?: number }): void {
    const group = this.dock.getPanel(id)?.group;
    if (group === undefined) return;
    this.change(() =>
      group.api.setSize({
        ...(by.width !== undefined && { width: group.width + by.width }),
        ...(by.height !== undefined && { height: group.height + by.height }),
      }),
    );
  }

  /** The head of a panel is being dragged, or no longer. */
  drag(id: PanelId | undefined): void {
    this.dragged = id;
  }

  private add(id: PanelId): void {
    const position = addedBeside(this.dock);
    this.change(() =>
      this.dock.addPanel({
        id,
        component: id,
        title: panelTitles[id],
        ...(position !== undefined && { position: { referencePanel: position, direction: 'within' } }),
      }),
    );
  }

  private moveTo(id: PanelId, group: DockviewGroupPanel | undefined, position: Position): void {
    const panel = this.dock.getPanel(id);
    if (panel === undefined) return;
    const alone = panel.group === group && group.panels.length === 1;
    if (alone || (panel.group === group && position === 'center')) return;
    this.change(() => panel.api.moveTo({ ...(group !== undefined && { group }), position }));
  }

  /** Arranges the panels as the current workspace has them. */
  private arrange(): void {
    const size = this.size();
    const layout = layoutFor(currentOf(useWorkspaces.getState().all), size);
    this.quietly(() => this.lay(layout, size));
    this.arrangedFor = size;
    this.arranged = layout;
    this.publish();
  }

  private lay(layout: LayoutNode, size: DockSize): void {
    const { inSight } = useDock.getState();
    this.dock.layout(size.width, size.height, true);
    this.dock.fromJSON(toDock(layout, size, inSight), { reuseExistingPanels: true });
  }

  /** Fits the panels into the new size. They are only arranged anew where another arrangement fits that size better. */
  private resize(): void {
    const size = this.size();
    const { width, height } = this.arrangedFor;
    if (size.width === 0 || size.height === 0 || (size.width === width && size.height === height)) return;
    const workspace = currentOf(useWorkspaces.getState().all);
    const isOwn = workspace.layouts[formOf(size)] !== undefined;
    const layout = layoutFor(workspace, size);
    if (formOf(size) !== formOf(this.arrangedFor) || (!isOwn && shapeOf(layout) !== shapeOf(this.arranged))) {
      this.arrange();
      return;
    }
    this.arrangedFor = size;
    this.quietly(() => {
      this.dock.layout(size.width, size.height);
      // Sizes that the operator has set keep their proportions.
      if (!isOwn) this.setExtents(layout);
    });
  }

  private listen(): void {
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(this.host);
    this.stops.push(
      () => observer.disconnect(),
      useDock.subscribe(({ request }) => this.take(request)),
      useWorkspaces.subscribe(({ revision }, before) => {
        if (revision !== before.revision) this.arrange();
      }),
    );
    this.take(useDock.getState().request);
    // A sash was dragged, which only a person does.
    const released = (event: PointerEvent): void => {
      if (!(event.target instanceof Element) || event.target.closest('.dv-sash') === null) return;
      window.addEventListener('pointerup', () => this.keep(), { once: true });
    };
    this.host.addEventListener('pointerdown', released, { capture: true });
    const { dock } = this;
    dock.onDidMovePanel(() => {
      if (!this.arranging) this.keep();
      this.publish();
    });
    dock.onDidActivePanelChange(() => this.publish());
    dock.onDidMaximizedGroupChange(() => this.publish());
    dock.onUnhandledDragOver((event) => {
      if (this.dragged !== undefined) event.accept();
    });
    dock.onDidDrop(({ group, position }) => {
      if (this.dragged !== undefined) this.moveTo(this.dragged, group, position);
      this.dragged = undefined;
    });
  }

  private take(request: DockRequest | undefined): void {
    if (request === undefined) return;
    useDock.setState({ request: undefined });
    if (request.kind === 'show') this.show(request.panel);
    else this.remove(request.panel);
  }

  private change(work: () => void): void {
    this.quietly(work);
    this.keep();
    this.publish();
  }

  /** Does the work, and gives the focus back to the element that had it: an element that is moved loses it. */
  private quietly(work: () => void): void {
    const { activeElement } = document;
    const inside = activeElement instanceof HTMLElement && this.host.contains(activeElement);
    this.arranging = true;
    try {
      work();
    } finally {
      this.arranging = false;
    }
    if (inside && document.activeElement !== activeElement && activeElement.isConnected) {
      activeElement.focus();
    }
  }

  private keep(): void {
    if (this.dock.hasMaximizedGroup()) return;
    const layout = fromDock(this.dock.toJSON());
    if (layout !== undefined) keepLayout(formOf(this.size()), layout);
  }

  private publish(): void {
    if (this.arranging) return;
    const panels = this.dock.panels.flatMap((panel) =>
      isPanelId(panel.id) ? [{ id: panel.id, panel }] : [],
    );
    this.quietly(() => {
      for (const group of this.dock.groups) {
        const hidden = isAlone(group);
        if (group.header.hidden !== hidden) group.header.hidden = hidden;
      }
    });
    const slots = panels.flatMap(({ id, panel }) => {
      const element = this.contents.get(id);
      if (element === undefined) return [];
      const alone = isAlone(panel.group);
      element.dataset['alone'] = String(alone);
      return [{ panel: id, element, visible: panel.api.isVisible, alone }];
    });
    const ends = this.dock.groups.flatMap((group) => {
      const element = this.ends.get(group.id);
      const active = group.activePanel?.id;
      return element === undefined || active === undefined || !isPanelId(active) || isAlone(group)
        ? []
        : [{ group: group.id, element, panel: active }];
    });
    this.onView({ slots, ends, maximized: panels.find(({ panel }) => panel.api.isMaximized())?.id });
    useDock.setState({
      docked: panels.map(({ id }) => id),
      inSight: slots.filter(({ visible }) => visible).map(({ panel }) => panel),
    });
  }

  private size(): DockSize {
    return { width: this.host.clientWidth, height: this.host.clientHeight };
  }

  /** The same element for the same panel, wherever it stands, so that its content is not redrawn. */
  private content(id: string): IContentRenderer {
    const element = this.contents.get(id) ?? document.createElement('div');
    element.className = 'dock-panel';
    element.dataset['panel'] = id;
    this.contents.set(id, element);
    return {
      element,
      init: ({ api }) => {
        api.onDidVisibilityChange(() => this.publish());
      },
    };
  }

  private end(group: DockviewGroupPanel): { element: HTMLElement; init(): void; dispose(): void } {
    const element = document.createElement('div');
    element.className = 'dock-tabs-end';
    this.ends.set(group.id, element);
    return { element, init: () => undefined, dispose: () => void this.ends.delete(group.id) };
  }
}

function isSameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

/** New panels come as tabs over the one that was used last, but never over the ticket. */
function addedBeside({ activePanel, panels }: DockviewApi): IDockviewPanel | undefined {
  return [activePanel, ...panels.toReversed()].find((panel) => panel !== undefined && panel.id !== 'ticket');
}

function isAlone({ panels }: DockviewGroupPanel): boolean {
  const [only, ...others] = panels;
  return only !== undefined && others.length === 0 && isPanelId(only.id) && hasHead[only.id];
}

function tabLabel(): { element: HTMLElement; init(parameters: { title: string }): void } {
  const element = document.createElement('span');
  element.className = 'dock-tab';
  return {
    element,
    init: ({ title }) => {
      element.textContent = title;
    },
  };
}
