/** The desks of this console, as the main process tells of them, and what the window asks of it. */
import { create } from 'zustand';
import {
  desksToWindowSchema,
  type DeskBadge,
  type DeskPlace,
  type DesksView,
  type DeskSummary,
  type DeskView,
  type WindowToDesks,
} from '../../../shared/contract/desks.ts';
import { notify } from '../notices/noticesStore.ts';

interface DesksStore {
  /** Undefined before the main process has sent it. */
  readonly view: DesksView | undefined;
  /** The dialog that is open: the list of desks, or the fields for a new one. */
  readonly dialog: 'list' | 'add' | undefined;
  /** Why the last desk was not added. */
  readonly failure: string | undefined;
}

export const useDesks = create<DesksStore>(() => ({
  view: undefined,
  dialog: undefined,
  failure: undefined,
}));

/** The desk of this window, where the console has several; undefined where nobody can take it for another. */
export function hereOf({ view }: Pick<DesksStore, 'view'>): DeskView | undefined {
  if (view === undefined || view.desks.length < 2) return undefined;
  return view.desks.find(({ id }) => id === view.here);
}

let port: MessagePort | undefined;
/** What was told last, for a port that comes later. */
let told: DeskSummary | undefined;

function post(message: WindowToDesks): void {
  port?.postMessage(message);
}

/** Listens to the main process, anew with each connection. */
export function attachDesks(next: MessagePort): void {
  port?.close();
  port = next;
  next.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = desksToWindowSchema.safeParse(data);
    if (!message.success) return;
    if (message.data.type === 'view') takeView(message.data.view);
    else takeAdded(message.data.fault);
  });
  next.start();
  if (told !== undefined) post({ type: 'summary', summary: told });
}

function takeView(view: DesksView): void {
  const isFirst = useDesks.getState().view === undefined;
  useDesks.setState({ view });
  const colour = hereOf({ view })?.colour;
  // The strip and the dialogs of the whole window have the desk's colour.
  if (colour === undefined) delete document.documentElement.dataset['desk'];
  else document.documentElement.dataset['desk'] = colour;
  if (isFirst && view.fault !== undefined) notify('bad', view.fault);
}

/** An empty fault: the person canceled, and the fields stay open. */
function takeAdded(fault: string | undefined): void {
  if (fault === undefined) useDesks.setState({ dialog: undefined, failure: undefined });
  else useDesks.setState({ failure: fault === '' ? undefined : fault });
}

export function showDesks(dialog: DesksStore['dialog']): void {
  useDesks.setState({ dialog, failure: undefined });
}

/** Opens the window of a desk, or brings it to the front. */
export function openDesk(id: string): void {
  showDesks(undefined);
  post({ type: 'open', id });
}

/** Asks for the place of a new desk, and opens it. */
export function addDesk(badge: DeskBadge, place: DeskPlace): void {
  useDesks.setState({ failure: undefined });
  post({ type: 'add', ...badge, place });
}

/** Tells the other windows what this one knows of its desk. */
export function tellSummary(summary: DeskSummary): void {
  told = summary;
  post({ type: 'summary', summary });
}
