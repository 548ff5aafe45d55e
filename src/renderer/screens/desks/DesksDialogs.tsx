/** The list of the console's desks, from which each is opened or removed, and the fields for a new one. */
import { useEffect, useRef } from 'react';
import type { DeskView } from '../../../shared/contract/desks.ts';
import { deskLook } from '../../model/desk/deskLook.ts';
import { openDesk, showDesks, useDesks } from '../../store/desks/desksStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { usePress } from '../../ui/controls/usePress.ts';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { useNow } from '../../ui/useNow.ts';
import { moveAlongRows } from '../common/moveAlongRows.ts';
import { AddDeskDialog } from './AddDeskDialog.tsx';
import { DeskBadge } from './DeskBadge.tsx';
import { RemoveDeskDialog } from './RemoveDeskDialog.tsx';

const lookEveryMs = 1_000;

export function DesksDialogs() {
  const dialog = useDesks((desks) => desks.dialog);
  if (dialog === undefined) return null;
  if (dialog === 'list') return <DeskList />;
  return dialog === 'add' ? <AddDeskDialog /> : <RemoveDeskDialog id={dialog.remove} />;
}

function close(): void {
  showDesks(undefined);
}

function DeskList() {
  const view = useDesks((desks) => desks.view);
  const now = useNow(lookEveryMs);
  const list = useRef<HTMLUListElement>(null);
  // The desk below this window's own is one press of Enter away.
  useEffect(() => {
    const rows = [...(list.current?.querySelectorAll<HTMLButtonElement>('.desk-row') ?? [])];
    const here = rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
    rows[(here + 1) % rows.length]?.focus();
  }, []);
  return (
    <Dialog
      title="Desks of this console"
      wide
      onClose={close}
      actions={
        <>
          <Button onPress={close} keys="Esc">
            Back
          </Button>
          {view?.fault === undefined && (
            <Button
              onPress={() => {
                showDesks('add');
              }}
            >
              Add desk…
            </Button>
          )}
        </>
      }
    >
      {view?.fault !== undefined && (
        <Notice kind="error" title="The list of desks can't be used" text={view.fault} />
      )}
      <ul ref={list} className="desk-list" data-testid="desk-list">
        {view?.desks.map((desk) => (
          <DeskRow key={desk.id} desk={desk} isHere={desk.id === view.here} now={now} />
        ))}
      </ul>
      <p className="dim">
        Each desk has a window of its own. What you do in a window acts on its desk alone.
      </p>
    </Dialog>
  );
}

interface RowProperties {
  readonly desk: DeskView;
  readonly isHere: boolean;
  readonly now: number;
}

function DeskRow({ desk, isHere, now }: RowProperties) {
  const { word, glyph, tone, further } = deskLook(desk, now);
  const press = usePress(true, () => {
    openDesk(desk.id);
  });
  return (
    <li className="desk-entry">
      <button
        type="button"
        className="desk-row"
        data-desk-id={desk.id}
        {...(isHere && { 'aria-current': true })}
        {...press}
        onKeyDown={(event) => {
          press.onKeyDown(event);
          moveAlongRows(event);
        }}
      >
        <DeskBadge {...desk} />
        <StateWord glyph={glyph} tone={tone}>
          {word}
        </StateWord>
        <span className="dim">{isHere ? 'this window' : desk.open ? 'go to' : 'open'}</span>
        <span className="desk-further">
          {further.join(' · ')}
          <span className="dim">{desk.place}</span>
        </span>
      </button>
      {desk.removable && (
        <Button
          look="quiet"
          name={`Remove ${desk.name} from the list…`}
          disabledReason={desk.open ? `Close the window of ${desk.name} first` : undefined}
          onPress={() => {
            showDesks({ remove: desk.id });
          }}
        >
          Remove…
        </Button>
      )}
    </li>
  );
}
