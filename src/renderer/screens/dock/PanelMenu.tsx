/** The actions on one panel of the dock: the keyboard's way to everything that a pointer can drag. */
import { useState } from 'react';
import { panelTitles, type PanelId } from '../../../shared/contract/panels.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Popover } from '../../ui/dialogs/Popover.tsx';
import type { DockController, DockView } from './dockController.ts';
import { openPanelWindow } from '../../store/workspaces/openWindow.ts';
import { PlaceDialog } from './PlaceDialog.tsx';

interface Properties {
  readonly panel: PanelId;
  readonly view: DockView;
  readonly controller: DockController;
}

/** Pixels of one step. */
const step = 40;

const sizes = [
  { label: 'Wider', by: { width: step } },
  { label: 'Narrower', by: { width: -step } },
  { label: 'Taller', by: { height: step } },
  { label: 'Shorter', by: { height: -step } },
] as const;

function menuName(panel: PanelId): string {
  return `Arrange ${panelTitles[panel]}`;
}

export function PanelMenu({ panel, view, controller }: Properties) {
  const [placing, setPlacing] = useState(false);
  const others = view.slots.flatMap((slot) => (slot.panel === panel ? [] : [slot.panel]));
  const last = others.length === 0 ? 'The last panel stays: add another one first' : undefined;
  const isMaximized = view.maximized === panel;
  return (
    <>
      <Popover label="⋮" name={menuName(panel)} title="Move, size, close" look="quiet">
        {(close) => (
          <div className="menu panel-menu">
            <Button
              look="quiet"
              onPress={() => {
                controller.toggleMaximized(panel);
                close();
              }}
            >
              {isMaximized ? 'Show the others again' : 'Maximise'}
            </Button>
            <Button
              look="quiet"
              disabledReason={last}
              onPress={() => {
                setPlacing(true);
              }}
            >
              Move…
            </Button>
            <div className="panel-sizes">
              {sizes.map(({ label, by }) => (
                <Button
                  key={label}
                  look="quiet"
                  onPress={() => {
                    controller.grow(panel, by);
                  }}
                >
                  {label}
                </Button>
              ))}
            </div>
            <Button
              look="quiet"
              disabledReason={last}
              onPress={() => {
                close();
                openPanelWindow(panel);
                controller.remove(panel);
              }}
            >
              Move to a window
            </Button>
            <Button
              look="quiet"
              disabledReason={last}
              onPress={() => {
                close();
                controller.remove(panel);
              }}
            >
              Close the panel
            </Button>
          </div>
        )}
      </Popover>
      {placing && (
        <PlaceDialog
          panel={panel}
          others={others}
          onPlace={(beside, position) => {
            setPlacing(false);
            controller.place(panel, beside, position);
            // The menu is redrawn at the panel's new place.
            requestAnimationFrame(() => {
              document.querySelector<HTMLElement>(`[aria-label="${menuName(panel)}"]`)?.focus();
            });
          }}
          onClose={() => {
            setPlacing(false);
          }}
        />
      )}
    </>
  );
}
