/** The arrangements that a workspace has until the operator changes them. Each fits one size of the window. */
import type { PanelId } from '../../../shared/contract/panels.ts';
import { split, tabs, type LayoutNode } from './layoutTree.ts';

/** Pixels of the style sheet: at 200 percent, half of what the window has. */
export interface DockSize {
  readonly width: number;
  readonly height: number;
}

/** Below this width the panels of a workspace stand as tabs over each other. */
const stackedBelow = 1_100;
/** From this width on, the tabs leave room for the ticket beside them. */
const ticketBesideFrom = 740;
/** Below this width, venues and latency share one place. */
const narrowBelow = 1_260;
/** From these widths on, the workspace has more panels. */
const wideFrom = 2_500;
const widestFrom = 3_400;

/** How an arrangement is kept: one for windows with room, one for small ones. */
export type DockForm = 'spread' | 'stacked';

export function formOf({ width }: DockSize): DockForm {
  return width < stackedBelow ? 'stacked' : 'spread';
}

export function standardLayout(size: DockSize): LayoutNode {
  return formOf(size) === 'stacked'
    ? stacked(['orders', 'ticket', 'detail', 'venues', 'latency'], size)
    : spread(size);
}

/** The panels as tabs, the ticket beside them where it fits. */
export function stacked(panels: readonly PanelId[], { width }: DockSize): LayoutNode {
  const beside = width >= ticketBesideFrom && panels.includes('ticket');
  const [first, ...others] = panels.filter((panel) => !beside || panel !== 'ticket');
  if (first === undefined) return tabs(['ticket']);
  if (!beside) return tabs([first, ...others]);
  const ticket = ticketWidth(width);
  return split('row', [tabs([first, ...others], width - ticket), tabs(['ticket'], ticket)]);
}

function spread(size: DockSize): LayoutNode {
  const { width, height } = size;
  const ticket = tabs(['ticket'], ticketWidth(width));
  const side = width >= wideFrom ? Math.round(width * 0.22) : 0;
  const main = width - ticketWidth(width) - side;
  const below = belowHeight(size);
  const left = split(
    'column',
    [tabs(['orders'], height - below), split('row', lowerRow(width, main), below)],
    main,
  );
  if (side === 0) return split('row', [left, ticket]);
  const more = [tabs(['positions'], height / 2), tabs(['alerts'], height / 2)] as const;
  const column = width < widestFrom ? more : ([...more, tabs(['signals'], height / 2)] as const);
  return split('row', [left, split('column', column, side), ticket]);
}

function lowerRow(width: number, main: number): readonly [LayoutNode, ...LayoutNode[]] {
  const part = (of12: number): number => (main * of12) / 12;
  if (width < narrowBelow) return [tabs(['detail'], part(7)), tabs(['venues', 'latency'], part(5))];
  // In a window of less than 1500 pixels, the events of an order need the larger half.
  const detail = width < 1_500 ? 6 : 5;
  return [tabs(['detail'], part(detail)), tabs(['venues'], part(9 - detail)), tabs(['latency'], part(3))];
}

function ticketWidth(width: number): number {
  return width < 1_500 ? 306 : 336;
}

function belowHeight({ width, height }: DockSize): number {
  return Math.max(width < 1_500 ? 296 : 324, Math.round(height * 0.3));
}
