/** The shown screen, its layout, and what is chosen. The layout is kept when the window closes. */
import { create } from 'zustand';
import { noAuditFilter, type AuditFilter } from '../../model/events/auditFilter.ts';
import { layoutSchema } from '../../model/orders/blotterViews.ts';
import { noFilter, type BlotterFilter } from '../../model/orders/orderFilter.ts';
import { noSignalsFilter, type SignalsFilter } from '../../model/signals/signalFilter.ts';
import { emptySelection, type AllChosen, type Selection } from '../../model/orders/selection.ts';
import type { GridLayout } from '../../ui/grid/gridTypes.ts';
import type { OrderId, Ticker } from '../../../shared/kernel/ids.ts';
import { ownerNow } from './owner.ts';
import { readSetting, writeSetting } from './persisted.ts';
import { wantPanel } from './dockStore.ts';

export const screens = [
  'trade',
  'risk',
  'resilience',
  'recovery',
  'metrics',
  'audit',
  'signals',
  'alerts',
  'log',
  'settings',
] as const;
export type Screen = (typeof screens)[number];

export const firstBlotterLayout: GridLayout = {
  sorting: [{ id: 'time', desc: true }],
  order: [],
  visibility: {},
  widths: {},
  pinned: [],
};

export const settingsParts = [
  'window',
  'ticket',
  'sounds',
  'keys',
  'programs',
  'operators',
  'venues',
  'configuration',
] as const;
export type SettingsPart = (typeof settingsParts)[number];
export const settingsPartNames: Readonly<Record<SettingsPart, string>> = {
  window: 'This window',
  ticket: 'Ticket',
  sounds: 'Sounds',
  keys: 'Keys',
  programs: 'Other programs (FDC3)',
  operators: 'Operators',
  venues: 'Venues',
  configuration: 'Configuration',
};

export interface DeskDialog {
  readonly kind: 'kill' | 'trading';
  readonly scope: string;
  /** The kill switch begins with this choice; it can be taken back. */
  readonly flatten?: boolean;
}

/** Another program has asked for orders; the operator can have the earlier filter again. */
interface AskedOrders {
  /** The program. */
  readonly from: string;
  readonly before: BlotterFilter;
}

interface ConfigurationDraft {
  readonly text: string;
  /** The state of the file from which the draft was made. */
  readonly revision: string;
}

interface UiStore {
  readonly screen: Screen;
  readonly blotterLayout: GridLayout;
  readonly filter: BlotterFilter;
  readonly asked: AskedOrders | undefined;
  readonly selection: Selection;
  /** The order in the detail panel. */
  readonly openOrder: OrderId | undefined;
  /** Rises when the blotter's rows must be sorted again although they are frozen. */
  readonly reveal: number;
  /** Orders that the operator entered here: they need not wait outside a frozen blotter. */
  readonly admitted: ReadonlySet<OrderId>;
  readonly paletteOpen: boolean;
  /** What the palette begins with. */
  readonly paletteText: string;
  readonly helpOpen: boolean;
  /** The open dialog that acts on the desk as a whole, and the scope that it begins with. */
  readonly deskDialog: DeskDialog | undefined;
  readonly auditFilter: AuditFilter;
  /** The part of the Settings screen that is shown. */
  readonly settingsPart: SettingsPart;
  readonly signalsFilter: SignalsFilter;
  /** The configuration as somebody has typed it and not put in force. */
  readonly configurationDraft: ConfigurationDraft | undefined;
  /** The signal in the panel, by the position of its receipt. */
  readonly chosenSignal: number | undefined;
}

/** The state for a person who logs in: nothing that another person has begun and not sent. */
const nothingChosen = {
  filter: noFilter,
  asked: undefined,
  selection: emptySelection,
  openOrder: undefined,
  admitted: new Set<OrderId>(),
  paletteOpen: false,
  paletteText: '',
  helpOpen: false,
  deskDialog: undefined,
  auditFilter: noAuditFilter,
  signalsFilter: noSignalsFilter,
  configurationDraft: undefined,
  chosenSignal: undefined,
} as const satisfies Partial<UiStore>;

export const useUi = create<UiStore>(() => ({
  screen: 'trade',
  blotterLayout: firstBlotterLayout,
  reveal: 0,
  settingsPart: 'window',
  ...nothingChosen,
}));

export function showScreen(screen: Screen): void {
  useUi.setState({ screen });
}

export function showSettings(settingsPart: SettingsPart): void {
  useUi.setState({ screen: 'settings', settingsPart });
}

export function draftConfiguration(configurationDraft: ConfigurationDraft | undefined): void {
  useUi.setState({ configurationDraft });
}

/** Opens the palette; with a text, as if somebody had typed it. */
export function openPalette(paletteText = ''): void {
  useUi.setState({ paletteOpen: true, paletteText });
}

export function openDeskDialog(
  kind: DeskDialog['kind'],
  scope: string,
  options: Pick<DeskDialog, 'flatten'> = {},
): void {
  useUi.setState({ deskDialog: { kind, scope, ...options } });
}

export function closeDeskDialog(): void {
  useUi.setState({ deskDialog: undefined });
}

export function changeBlotterLayout(change: Partial<GridLayout>): void {
  const blotterLayout = { ...useUi.getState().blotterLayout, ...change };
  writeSetting(columnsOf(ownerNow()), blotterLayout);
  useUi.setState({ blotterLayout });
}

/** The name under which an operator's columns are kept. */
export function columnsOf(owner: string): string {
  return `columns.${owner}`;
}

/** Shows all orders in the owner's columns. Whatever somebody else has chosen, typed or opened is dropped. */
export function showColumnsOf(owner: string): void {
  const blotterLayout = readSetting(columnsOf(owner), layoutSchema, firstBlotterLayout);
  useUi.setState({ blotterLayout, ...nothingChosen });
}

export function resetBlotterLayout(): void {
  changeBlotterLayout(firstBlotterLayout);
}

export function changeFilter(change: Partial<BlotterFilter>): void {
  useUi.setState((state) => ({
    filter: { ...state.filter, ...change },
    selection: withoutAll(state.selection),
  }));
}

export function clearFilter(): void {
  showInBlotter(noFilter, undefined);
}

/** Shows other orders, and with a layout other columns. */
export function showInBlotter(filter: BlotterFilter, layout: GridLayout | undefined): void {
  if (layout !== undefined) changeBlotterLayout(layout);
  useUi.setState((state) => ({ filter, asked: undefined, selection: withoutAll(state.selection) }));
}

/** Shows the orders that another program asks for: those of a symbol, or all. */
export function showAskedOrders(symbol: Ticker | undefined, from: string): void {
  const { filter, asked } = useUi.getState();
  showInBlotter({ ...noFilter, symbol }, undefined);
  useUi.setState({ asked: { from, before: asked?.before ?? filter } });
}

/** Shows the orders again that were shown before another program asked. */
export function backFromAskedOrders(): void {
  const { asked } = useUi.getState();
  if (asked !== undefined) showInBlotter(asked.before, undefined);
}

/** Drops the choice of all orders: another filter matches other orders. */
function withoutAll(selection: Selection): Selection {
  return selection.all === undefined ? selection : emptySelection;
}

export function chooseOrders(selection: Selection): void {
  useUi.setState((state) => ({ selection, openOrder: selection.cursor ?? state.openOrder }));
}

/** Sets how many orders of a choice of all can be canceled, unless another choice was made meanwhile. */
export function recountAll(all: AllChosen, cancelable: number): void {
  useUi.setState(({ selection }) =>
    selection.all === all ? { selection: { ...selection, all: { ...all, cancelable } } } : {},
  );
}

/** Shows an order that the operator has just entered, even when the blotter's rows are frozen. */
export function admitOrder(orderId: OrderId): void {
  useUi.setState((state) => ({ admitted: new Set([...state.admitted, orderId]) }));
}

/** Opens one order from any screen. */
export function openOrder(orderId: OrderId): void {
  wantPanel('detail');
  useUi.setState((state) => ({
    screen: 'trade',
    openOrder: orderId,
    selection: { ids: new Set([orderId]), anchor: orderId, cursor: orderId },
    reveal: state.reveal + 1,
  }));
}

/** Shows one order in the detail panel, and chooses nothing. */
export function lookAtOrder(openOrder: OrderId | undefined): void {
  useUi.setState({ openOrder });
}

export function closeOrder(): void {
  useUi.setState({ openOrder: undefined, selection: emptySelection });
}

export function changeAuditFilter(change: Partial<AuditFilter>): void {
  useUi.setState((state) => ({ auditFilter: { ...state.auditFilter, ...change } }));
}

export function changeSignalsFilter(change: Partial<SignalsFilter>): void {
  useUi.setState((state) => ({ signalsFilter: { ...state.signalsFilter, ...change } }));
}

export function chooseSignal(chosenSignal: number | undefined): void {
  useUi.setState({ chosenSignal });
}

/** Opens one signal from any screen, by the position of its receipt. */
export function openSignal(chosenSignal: number): void {
  useUi.setState({ screen: 'signals', signalsFilter: noSignalsFilter, chosenSignal });
}

/** Shows the events that a filter finds. */
export function showAudit(auditFilter: AuditFilter): void {
  useUi.setState({ screen: 'audit', auditFilter });
}

/** Shows what the store has about an id: its stream, or every event that names it. */
export function lookInAudit(text: string): void {
  const isStream = text === 'desk' || /^(order|signal|venue|risk)-/.test(text);
  showAudit({ ...noAuditFilter, [isStream ? 'streamId' : 'text']: text });
}
