// What is pictured, of which desks, in which sizes, and where the pictures are.
import { join } from 'node:path';
import type { Screen } from '../../src/renderer/store/window/uiStore.ts';

export const folder = join(import.meta.dirname, '..', '..', 'docs', 'screens');

export const themes = ['dark', 'light'] as const;
export type Theme = (typeof themes)[number];

/** Each desk that is pictured, and what has happened to it. */
export const desks = {
  empty: 'just set up: no signal has come yet.',
  busy: 'at work: a few thousand orders, two venues, positions, refused signals, alerts, a disabled strategy.',
  broken:
    'in trouble: the desk halted, a kill switch not proven yet, a venue isolated, one that answers no more with an ' +
    'order in doubt, a FIX venue that is gone, its drop copy held. It says LIVE, because a FIX venue is no simulation.',
} as const;
export type DeskName = keyof typeof desks;
export const deskNames: readonly DeskName[] = ['empty', 'busy', 'broken'];

export const sizes = [
  [1280, 800],
  [1600, 1000],
  [3840, 2160],
] as const;
export type Size = (typeof sizes)[number];

interface Words {
  readonly title: string;
  readonly says: string;
}

/** In the order of the page: the screens of the tabs, and what opens over them or fills the window for a while. */
export const pictured = {
  trade: { title: 'Trade', says: 'the orders, the story of one, the ticket, the venues, how fast it is.' },
  orders: {
    title: 'Orders',
    says: 'the blotter alone, maximised: every order of the desk, with its columns.',
  },
  detail: { title: 'Order detail', says: 'one order from its signal to its end, and as of any event.' },
  ticket: { title: 'Ticket', says: 'the review of an order before it is sent, with every check beside it.' },
  risk: {
    title: 'Risk',
    says: 'limits with what is used of them, positions, profit, restrictions, strategies.',
  },
  resilience: {
    title: 'Resilience',
    says: 'each venue: breaker, pace, queues, FIX sessions, and their history.',
  },
  recovery: { title: 'Recovery', says: 'comparisons with the venues, orders in doubt, kill switches.' },
  metrics: { title: 'Metrics', says: 'whether it is slow, where and since when, what is refused and why.' },
  audit: { title: 'Audit', says: 'every event, with search and the proof that none was changed.' },
  signals: { title: 'Signals', says: 'every signal that came in, and what became of it.' },
  alerts: { title: 'Alerts', says: 'what needs somebody, and what was before.' },
  log: { title: 'Log', says: 'what the engine writes down as it works.' },
  settings: { title: 'Settings', says: 'how this window looks, its keys, the operators, the configuration.' },
  kill: { title: 'Kill switch', says: 'what it will do, said before it is held.' },
  past: { title: 'As it stood', says: 'the whole console as of an earlier moment, where nothing acts.' },
  panels: { title: 'Workspaces', says: 'the menu of workspaces, and of the panels that stand in this one.' },
  palette: { title: 'Palette', says: 'every action by its name, every id by a part of it.' },
  disk: {
    title: 'Disk full',
    says: 'the event store can not write: no order is taken; since when, and what to do.',
  },
} as const satisfies Readonly<Record<Screen, Words>> & Readonly<Record<string, Words>>;

export type Pictured = keyof typeof pictured;

const isPictured = (name: string): name is Pictured => Object.hasOwn(pictured, name);

export const allPictured: readonly Pictured[] = Object.keys(pictured).filter(isPictured);

/** What only a desk whose disk is full shows. */
export const ofFullDisk: readonly Pictured[] = ['disk'];

/** Where a picture is, below the folder of pictures. */
export function pictureName(desk: DeskName, view: Pictured, theme: Theme, [width]: Size): string {
  return `${desk}/${view}-${theme}-${width}.png`;
}
