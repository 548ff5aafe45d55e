/** Chooses the workspace, keeps and names it, and adds and closes panels. */
import { panelIds, panelTitles } from '../../../shared/contract/panels.ts';
import { standardName } from '../../model/dock/workspaces.ts';
import { closePanel, openWorkspaceDialog, useDock, wantPanel } from '../../store/window/dockStore.ts';
import { resetWorkspace, showWorkspace, useWorkspaces } from '../../store/workspaces/workspaceStore.ts';
import { useUi } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Checkbox } from '../../ui/controls/Checkbox.tsx';
import { Popover } from '../../ui/dialogs/Popover.tsx';
import { openPanelWindow } from '../../store/workspaces/openWindow.ts';
import { workspaceDialogs } from './workspaceDialogs.ts';

export function WorkspaceMenu() {
  const current = useWorkspaces((store) => store.all.current);
  const isShown = useUi((ui) => ui.screen === 'trade');
  if (!isShown) return null;
  return (
    <div className="workspace-menu">
      <Popover
        look="quiet"
        label={<span className="workspace-name">{current} ▾</span>}
        name={`Workspace ${current}`}
        title="Choose, keep and fill the workspace"
      >
        {(close) => <MenuContent close={close} />}
      </Popover>
    </div>
  );
}

function MenuContent({ close }: { readonly close: () => void }) {
  const { current, workspaces } = useWorkspaces((store) => store.all);
  const docked = useDock((dock) => dock.docked);
  const inWindows = useDock((dock) => dock.inWindows);
  return (
    <div className="workspace-choices">
      <section className="menu" aria-label="Workspaces">
        <h3>Workspaces</h3>
        {workspaces.map(({ name }) => (
          <Button
            key={name}
            look="quiet"
            pressed={name === current}
            onPress={() => {
              close();
              showWorkspace(name);
            }}
          >
            {name === current ? '● ' : '○ '}
            {name}
          </Button>
        ))}
        <hr />
        {workspaceDialogs.map(({ dialog, label }) => (
          <Button
            key={dialog}
            look="quiet"
            disabledReason={
              dialog !== 'save' && current === standardName
                ? `${standardName} always stays; save it under another name`
                : undefined
            }
            onPress={() => {
              close();
              openWorkspaceDialog(dialog);
            }}
          >
            {label(current)}
          </Button>
        ))}
        <Button
          look="quiet"
          onPress={() => {
            close();
            resetWorkspace();
          }}
        >
          Arrange {current} as at first
        </Button>
      </section>
      <section aria-label="Panels" className="panel-choices">
        <h3>Panels</h3>
        {panelIds.map((panel) => {
          const isDocked = docked.includes(panel);
          return (
            <Checkbox
              key={panel}
              label={inWindows.includes(panel) ? `${panelTitles[panel]}, in a window` : panelTitles[panel]}
              checked={isDocked}
              disabled={isDocked && docked.length === 1}
              onChange={() => {
                if (isDocked) closePanel(panel);
                else if (inWindows.includes(panel)) openPanelWindow(panel);
                else wantPanel(panel);
              }}
            />
          );
        })}
      </section>
    </div>
  );
}
