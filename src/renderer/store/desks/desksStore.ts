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
  /** The dialog that is open: the list of desks, the fields for a new one, or the question before one is removed. */
  readonly dialog: 'list' | 'add' | { readonly remove: string } | undefined;
  /** Why the last desk was not added or removed. */
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

/** The console's own desk, where this window is another one's. */
export function ownElsewhere({ view }: Pick<DesksStore, 'view'>): DeskView | undefined {
  const own = view?.desks.find(({ removable }) => !removable);
  return own?.id === view?.here ? undefined : own;
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
    else takeAnswer(message.data.fault);
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
function takeAnswer(fault: string | undefined): void {
  const { dialog } = useDesks.getState();
  if (fault === undefined) showDesks(typeof dialog === 'object' ? 'list' : undefined);
  else useDesks.setState({ failure: fault === '' ? undefined : fault });
}

export function showDesks(dialog: DesksStore['dialog']): void {
  useDesks.setState({ dialog, failure: undefined });
  if (dialog === 'list') post({ type: 'look' });
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

/** Takes a desk off the list. */
export function removeDesk(id: string): void {
  useDesks.setState({ failure: undefined });
  post({ type: 'remove', id });
}

/** Tells the other windows what this one knows of its desk. */
export function tellSummary(summary: DeskSummary): void {
  told = summary;
  post({ type: 'summary', summary });
}
