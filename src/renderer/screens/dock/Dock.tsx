/** The panels of the current workspace. */
import { Activity, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { PanelId } from '../../../shared/contract/panels.ts';
import { PanelFrameContext, type PanelFrame } from '../../ui/display/panelFrame.ts';
import { DockController, emptyView, type Slot } from './dockController.ts';
import { PanelMenu } from './PanelMenu.tsx';
import { panelContents } from './panels.ts';

export function Dock() {
  const host = useRef<HTMLDivElement>(null);
  const [view, setView] = useState(emptyView);
  const [controller, setController] = useState<DockController>();
  useLayoutEffect(() => {
    if (host.current === null) return undefined;
    const made = new DockController(host.current, setView);
    setController(made);
    return () => made.close();
  }, []);
  const menuOf = (panel: PanelId) =>
    controller !== undefined && <PanelMenu panel={panel} view={view} controller={controller} />;
  return (
    <div ref={host} className="dock">
      {controller !== undefined &&
        view.slots.map((slot) => (
          <DockedPanel
            key={slot.panel}
            slot={slot}
            controller={controller}
            menu={slot.alone ? menuOf(slot.panel) : undefined}
          />
        ))}
      {view.ends.map(({ group, element, panel }) => createPortal(menuOf(panel), element, group))}
    </div>
  );
}

interface DockedProperties {
  readonly slot: Slot;
  readonly controller: DockController;
  /** Absent where the tab bar has it. */
  readonly menu: React.ReactNode;
}

function DockedPanel({ slot: { panel, element, visible }, controller, menu }: DockedProperties) {
  const frame = useMemo(
    (): PanelFrame | undefined =>
      menu === undefined
        ? undefined
        : {
            tools: menu,
            onDragStart: (event) => {
              event.dataTransfer.setData('text/plain', panel);
              event.dataTransfer.effectAllowed = 'move';
              controller.drag(panel);
            },
            onDragEnd: () => {
              controller.drag(undefined);
            },
          },
    [menu, panel, controller],
  );
  const Content = panelContents[panel];
  return createPortal(
    // A panel out of sight keeps its state, and does no work.
    <Activity mode={visible ? 'visible' : 'hidden'}>
      <PanelFrameContext value={frame}>
        <Content />
      </PanelFrameContext>
    </Activity>,
    element,
  );
}
