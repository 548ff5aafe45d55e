/** Jumps to any id, screen or action. */
// oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role, jsx-a11y/click-events-have-key-events -- a combobox: its keys are those of the input, and no select holds such rows
import { useEffect, useId, useState } from 'react';
import type { ApiOutput } from '../../../shared/contract/api.ts';
import { call } from '../../store/link/engineLink.ts';
import { announced, replaySample, startRebuild, startStrategy, startVerify } from '../../store/actions.ts';
import { allViews, showView, useBlotterViews } from '../../store/orders/blotterViewsStore.ts';
import { openDesk, showDesks, useDesks } from '../../store/desks/desksStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { panelIds, panelTitles } from '../../../shared/contract/panels.ts';
import { standardName } from '../../model/dock/workspaces.ts';
import { openPanelWindow } from '../../store/workspaces/openWindow.ts';
import { takePastedIds } from '../../store/orders/namedOrders.ts';
import { closePanel, openWorkspaceDialog, useDock, wantPanel } from '../../store/window/dockStore.ts';
import { resetWorkspace, showWorkspace, useWorkspaces } from '../../store/workspaces/workspaceStore.ts';
import { workspaceDialogs } from '../dock/workspaceDialogs.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import {
  changeFilter,
  lookInAudit,
  settingsPartNames,
  settingsParts,
  showScreen,
  showSettings,
  useUi,
} from '../../store/window/uiStore.ts';
import { groupInteger } from '../../format/decimals.ts';
import { statusGroupNames, statusGroups } from '../../model/orders/orderStatus.ts';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';
import { KeyHint } from '../../ui/controls/KeyHint.tsx';
import { useArmed } from '../../ui/controls/useArmed.ts';
import { useDebounced } from '../../ui/useDebounced.ts';
import { idLengthMin } from '../../model/orders/pastedIds.ts';
import { openMatch, type IdMatch } from './jump.ts';
import { placedActions } from './paletteActions.ts';
import { shortcuts } from './shortcuts.ts';
import { startTour } from '../tour/tourStore.ts';

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly keys?: string;
  /** Whether the entry acts on orders. Such an entry works only after it has been visible for the dead time. */
  readonly acts?: true;
  readonly run: () => void;
}

export function CommandPalette() {
  const open = useUi((ui) => ui.paletteOpen);
  return open ? <Palette /> : null;
}

function Palette() {
  const [text, setText] = useState(useUi((ui) => ui.paletteText));
  const [at, setAt] = useState(0);
  const found = useFound(text.trim());
  const listId = useId();
  const wanted = text.trim().toLowerCase();
  const actions = useActions().filter(
    (entry) => wanted === '' || `${entry.hint} ${entry.label}`.toLowerCase().includes(wanted),
  );
  const audit = text.trim().length < idLengthMin ? [] : [auditEntry(text.trim())];
  const entries = [...found.matches.map(matchEntry), ...actions, ...audit];
  const chosen = Math.min(at, entries.length - 1);
  const close = (): void => {
    useUi.setState({ paletteOpen: false });
  };
  // While somebody types, an entry may move to the place of another one, so each change starts the dead time again.
  const armed = useArmed(entries.map(({ id }) => id).join(' '));
  const run = (entry: Entry | undefined): void => {
    if (entry === undefined || (entry.acts && !armed)) return;
    close();
    entry.run();
  };
  const move = (by: number): void => {
    setAt((chosen + by + entries.length) % Math.max(1, entries.length));
  };
  return (
    <Dialog title="Search or jump to any id" onClose={close}>
      <input
        className="input palette-input"
        type="search"
        role="combobox"
        aria-label="Id, screen or action"
        aria-expanded
        aria-controls={listId}
        aria-autocomplete="list"
        {...(entries.length > 0 && { 'aria-activedescendant': `${listId}-${chosen}` })}
        placeholder="An id in full or its last eight characters, a screen, an action"
        value={text}
        spellCheck={false}
        onPaste={(event) => {
          if (!takePastedIds(event.clipboardData.getData('text/plain'))) return;
          event.preventDefault();
          close();
        }}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') move(1);
          else if (event.key === 'ArrowUp') move(-1);
          else if (event.key !== 'Enter') return;
          else if (!event.repeat) run(entries[chosen]);
          event.preventDefault();
        }}
      />
      <ul id={listId} role="listbox" aria-label="Results" className="palette-list">
        {entries.map((entry, index) => (
          <li
            key={entry.id}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === chosen}
            {...(entry.acts && !armed && { 'aria-disabled': true })}
            ref={(element) => {
              if (index === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => {
              run(entry);
            }}
          >
            <span className="dim palette-kind">{entry.hint}</span>
            <span>{entry.label}</span>
            <span className="grow" />
            {entry.keys !== undefined && <KeyHint keys={entry.keys} />}
          </li>
        ))}
      </ul>
      {found.unsure !== undefined && <output className="tone-warn">{found.unsure}</output>}
      {found.matches.length === 0 && actions.length === 0 && (
        <output className="dim">
          Nothing is called that. Ids are found in full or by their last eight or more characters.
        </output>
      )}
    </Dialog>
  );
}

interface Found {
  readonly matches: readonly IdMatch[];
  /** Why the palette can't tell whether other events match; undefined when all were searched. */
  readonly unsure?: string;
}

const nothingFound: Found = { matches: [] };

function useFound(text: string): Found {
  const wanted = useDebounced(text, 120);
  const [found, setFound] = useState({ text: '', result: nothingFound });
  useEffect(() => {
    if (wanted.length < idLengthMin) return undefined;
    let current = true;
    void call('findId', { text: wanted.slice(0, 80) }).then((reply) => {
      if (!current) return;
      const result = reply.ok ? foundOf(reply.value) : { matches: [], unsure: reply.fault.message };
      setFound({ text: wanted, result });
    });
    return () => {
      current = false;
    };
  }, [wanted]);
  return found.text === text ? found.result : nothingFound;
}

function foundOf({ matches, searchedTo }: ApiOutput<'findId'>): Found {
  if (searchedTo <= 1) return { matches };
  return { matches, unsure: `Only events from position ${groupInteger(searchedTo)} on were looked at.` };
}

function auditEntry(text: string): Entry {
  return {
    id: 'audit-search',
    label: `Search every event for ${text.slice(0, 80)}`,
    hint: 'audit',
    run: () => {
      lookInAudit(text.slice(0, 80));
    },
  };
}

function matchEntry(match: IdMatch): Entry {
  return {
    id: `${match.kind}-${match.id}`,
    label: match.label,
    hint: match.kind,
    run: () => {
      openMatch(match);
    },
  };
}

function useActions(): readonly Entry[] {
  const keysOf = useKeys();
  const strategies = useStatus((store) => store.status?.strategies) ?? [];
  const desks = useDesks((store) => store.view);
  const views = allViews(useBlotterViews((store) => store.saved));
  return [
    ...shortcuts
      .filter((shortcut) => shortcut.id !== 'palette')
      .map(({ id, label, run }) => ({ id, label, keys: keysOf(id), hint: 'go to', run })),
    ...settingsParts.map((part) => ({
      id: `settings-${part}`,
      label: `Settings: ${settingsPartNames[part].toLowerCase()}`,
      hint: 'go to',
      run: () => {
        showSettings(part);
      },
    })),
    ...useWorkspaceActions(),
    ...statusGroupNames.map((group) => ({
      id: `filter-${group}`,
      label: `Show ${statusGroups[group].label.toLowerCase()} orders`,
      hint: 'filter',
      run: () => {
        showScreen('trade');
        changeFilter({ group });
      },
    })),
    ...views.map((view) => ({
      id: `view-${view.name}`,
      label: view.name,
      hint: 'view',
      run: () => {
        showScreen('trade');
        showView(view);
      },
    })),
    ...strategies
      .filter((strategy) => strategy.state === 'stopped')
      .map(({ strategy }) => ({
        id: `start-${strategy}`,
        label: `Start strategy ${strategy}`,
        hint: 'action',
        acts: true as const,
        run: () => {
          announced(startStrategy(strategy));
        },
      })),
    {
      id: 'replay',
      label: 'Replay the sample signals',
      hint: 'action',
      acts: true as const,
      run: () => {
        announced(replaySample());
      },
    },
    {
      id: 'verify',
      label: 'Verify the chain of events',
      hint: 'action',
      run: () => {
        showScreen('audit');
        announced(startVerify());
      },
    },
    {
      id: 'rebuild',
      label: 'Rebuild the read models',
      hint: 'action',
      run: () => {
        showScreen('signals');
        announced(startRebuild());
      },
    },
    ...(desks?.desks ?? [])
      .filter(({ id }) => id !== desks?.here)
      .map(({ id, name }) => ({
        id: `desk-${id}`,
        label: `Open desk ${name}`,
        hint: 'go to',
        run: () => {
          openDesk(id);
        },
      })),
    {
      id: 'add-desk',
      label: 'Add desk…',
      hint: 'action',
      run: () => {
        showDesks('add');
      },
    },
    ...placedActions,
    { id: 'tour', label: 'Take the tour', hint: 'help', run: startTour },
  ];
}

function useWorkspaceActions(): readonly Entry[] {
  const { current, workspaces } = useWorkspaces((store) => store.all);
  const docked = useDock((dock) => dock.docked);
  const own = current !== standardName;
  return [
    ...workspaces.map(({ name }) => ({
      id: `workspace-${name}`,
      label: `Workspace ${name}`,
      hint: 'go to',
      run: () => {
        showWorkspace(name);
      },
    })),
    ...panelIds.map((panel) => ({
      id: `panel-${panel}`,
      label: `${docked.includes(panel) ? 'Panel' : 'Add the panel'} ${panelTitles[panel]}`,
      hint: 'go to',
      run: () => {
        wantPanel(panel);
        showScreen('trade');
      },
    })),
    ...panelIds.map((panel) => ({
      id: `window-${panel}`,
      label: `Move ${panelTitles[panel]} to a window`,
      hint: 'go to',
      run: () => {
        openPanelWindow(panel);
        if (docked.includes(panel)) closePanel(panel);
      },
    })),
    { id: 'workspace-reset', label: `Arrange ${current} as at first`, hint: 'action', run: resetWorkspace },
    ...workspaceDialogs
      .filter(({ dialog }) => own || dialog === 'save')
      .map(({ dialog, label }) => ({
        id: `workspace-${dialog}`,
        label: label(current),
        hint: 'action',
        run: () => {
          openWorkspaceDialog(dialog);
        },
      })),
  ];
}
