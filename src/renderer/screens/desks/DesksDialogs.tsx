/** The list of the console's desks, from which each is opened, and the fields for a new one. */
import { useEffect, useRef } from 'react';
import type { DeskView } from '../../../shared/contract/desks.ts';
import { deskLook } from '../../model/desk/deskLook.ts';
import { openDesk, showDesks, useDesks } from '../../store/desks/desksStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Dialog } from '../../ui/dialogs/Dialog.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { useNow } from '../../ui/useNow.ts';
import { AddDeskDialog } from './AddDeskDialog.tsx';
import { DeskBadge } from './DeskBadge.tsx';

const lookEveryMs = 1_000;

export function DesksDialogs() {
  const dialog = useDesks((desks) => desks.dialog);
  if (dialog === undefined) return null;
  return dialog === 'list' ? <DeskList /> : <AddDeskDialog />;
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
    const rows = [...(list.current?.querySelectorAll('button') ?? [])];
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
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- moves the focus among the buttons inside */}
      <ul ref={list} className="desk-list" data-testid="desk-list" onKeyDown={moveAlong}>
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
  return (
    <li>
      <button
        type="button"
        className="desk-row"
        data-desk-id={desk.id}
        {...(isHere && { 'aria-current': true })}
        onClick={() => {
          openDesk(desk.id);
        }}
      >
        <DeskBadge {...desk} />
        <StateWord glyph={glyph} tone={tone}>
          {word}
        </StateWord>
        <span className="desk-further">
          {further.join(' · ')}
          <span className="dim">{desk.place}</span>
        </span>
        <span className="dim">{isHere ? 'this window' : desk.open ? 'go to' : 'open'}</span>
      </button>
    </li>
  );
}

/** Moves the focus with the arrow keys, Home and End. */
function moveAlong(event: React.KeyboardEvent<HTMLUListElement>): void {
  const rows = [...event.currentTarget.querySelectorAll('button')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const places: Readonly<Record<string, number | undefined>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: rows.length - 1,
  };
  const to = places[event.key];
  if (to === undefined) return;
  event.preventDefault();
  rows.at(to % rows.length)?.focus();
}
