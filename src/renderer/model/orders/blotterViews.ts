/** Views of the blotter: a filter, a sort and columns under a name. */
import { z } from 'zod';
import { rowIds } from '../../../shared/contract/ids.ts';
import { parseStrategyId, trusted } from '../../../shared/kernel/ids.ts';
import type { GridLayout } from '../../ui/grid/gridTypes.ts';
import { noFilter, type BlotterFilter } from './orderFilter.ts';
import { statusGroupNames } from './orderStatus.ts';
import { periods, sinceOf } from './period.ts';

export const layoutSchema: z.ZodType<GridLayout> = z.object({
  sorting: z.array(z.object({ id: z.string(), desc: z.boolean() })),
  order: z.array(z.string()),
  visibility: z.record(z.string(), z.boolean()),
  widths: z.record(z.string(), z.number()),
  pinned: z.array(z.string()),
});

/** The stored form of a filter. Its period begins again whenever the view is shown. */
const viewFilterSchema = z.object({
  ids: z
    .object({
      asked: z.number(),
      unknown: z.array(z.string()).readonly(),
      orderIds: z.array(rowIds.order).readonly(),
    })
    .optional(),
  group: z.enum(statusGroupNames).optional(),
  side: z.enum(['buy', 'sell']).optional(),
  symbol: rowIds.symbol.optional(),
  account: rowIds.account.optional(),
  strategy: rowIds.strategy.optional(),
  venue: rowIds.venue.optional(),
  period: z.enum(periods).optional(),
  text: z.string(),
});
type ViewFilter = z.infer<typeof viewFilterSchema>;

export const viewNameMax = 40;

export const savedViewSchema = z.object({
  name: z.string().min(1).max(viewNameMax),
  filter: viewFilterSchema,
  layout: layoutSchema,
});
export type SavedView = z.infer<typeof savedViewSchema>;

/** A view that comes with the console leaves the columns as they are. */
export interface BlotterView {
  readonly name: string;
  readonly filter: ViewFilter;
  readonly layout?: GridLayout;
}

/** The strategy under which orders are adopted that somebody sent past the desk. */
const externalStrategy = trusted(parseStrategyId, 'external');

export const builtInViews: readonly BlotterView[] = [
  { name: 'All orders', filter: { text: '' } },
  { name: 'Working', filter: { text: '', group: 'working' } },
  { name: "Today's fills", filter: { text: '', group: 'filled', period: 'today' } },
  { name: 'Refused', filter: { text: '', group: 'refused' } },
  { name: 'In doubt', filter: { text: '', group: 'in_doubt' } },
  { name: 'External', filter: { text: '', strategy: externalStrategy } },
];

export function viewOf(name: string, { since, ...filter }: BlotterFilter, layout: GridLayout): SavedView {
  return { name, filter: { ...filter, ...(since !== undefined && { period: since.period }) }, layout };
}

export function filterOf({ filter: { period, ...filter } }: BlotterView, nowMs: number): BlotterFilter {
  return { ...noFilter, ...filter, ...(period !== undefined && { since: sinceOf(period, nowMs) }) };
}

/** Whether the blotter still shows the saved view. */
export function isAsSaved(view: BlotterView, filter: BlotterFilter, layout: GridLayout): boolean {
  const now = viewOf(view.name, filter, layout);
  return (
    sorted(now.filter) === sorted(view.filter) &&
    (view.layout === undefined || JSON.stringify(view.layout) === JSON.stringify(layout))
  );
}

function sorted(filter: ViewFilter): string {
  return JSON.stringify(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Why the name can't be given to a view; undefined where it can. */
export function whyNotNamed(name: string, views: readonly BlotterView[]): string | undefined {
  if (name === '') return 'Give the view a name';
  if (name.length > viewNameMax) return `A name has ${viewNameMax} characters at most`;
  return views.some((view) => view.name === name) ? `There is a view "${name}" already` : undefined;
}

/** The stored views that can be read, and those that can't. One broken view does not lose the others. */
export function readViews(kept: readonly unknown[]): {
  readonly views: readonly SavedView[];
  readonly broken: readonly unknown[];
} {
  const parsed = kept.map((one) => ({ one, view: savedViewSchema.safeParse(one) }));
  return {
    views: parsed.flatMap(({ view }) => (view.success ? [view.data] : [])),
    broken: parsed.filter(({ view }) => !view.success).map(({ one }) => one),
  };
}
