import { describe, expect, test } from 'vitest';
import { extentsOf, flattened, layoutSchema, panelsOf, split, tabs } from './layoutTree.ts';
import { formOf, standardLayout } from './standardLayouts.ts';
import {
  currentOf,
  deleted,
  firstWorkspaces,
  layoutFor,
  renamed,
  reset,
  savedAs,
  switched,
  withLayout,
  withoutWindow,
  withWindow,
  workspacesSchema,
  type Workspaces,
} from './workspaces.ts';

const own = split('row', [tabs(['alerts'], 300), tabs(['orders', 'metrics'], 700)]);

function copied(all: Workspaces, name: string): Workspaces {
  const next = savedAs(all, name);
  if (!next.ok) throw new Error(next.error);
  return next.value;
}

describe('the standard arrangement', () => {
  test('has the five panels of the trade screen in usual windows', () => {
    for (const size of [
      { width: 1_268, height: 690 },
      { width: 1_588, height: 890 },
    ]) {
      expect(panelsOf(standardLayout(size))).toEqual(['orders', 'detail', 'venues', 'latency', 'ticket']);
    }
  });

  test('gains panels in wide windows', () => {
    expect(panelsOf(standardLayout({ width: 2_548, height: 1_300 }))).toContain('positions');
    expect(panelsOf(standardLayout({ width: 3_828, height: 2_000 }))).toContain('signals');
  });

  test('stands as tabs in small windows, the ticket beside them while it fits', () => {
    expect(standardLayout({ width: 948, height: 530 })).toMatchObject({
      kind: 'row',
      parts: [{ panels: ['orders', 'detail', 'venues', 'latency'] }, { panels: ['ticket'] }],
    });
    expect(standardLayout({ width: 468, height: 200 })).toMatchObject({
      panels: ['orders', 'ticket', 'detail', 'venues', 'latency'],
    });
  });

  test('fits what is kept', () => {
    for (const width of [468, 948, 1_150, 1_268, 2_548, 3_828]) {
      expect(layoutSchema.safeParse(standardLayout({ width, height: 700 })).success).toBe(true);
    }
  });
});

describe('an arrangement', () => {
  test('with an unknown panel, a panel twice or none is refused', () => {
    const refused = [
      { ...tabs(['orders']), panels: ['orders', 'weather'] },
      split('row', [tabs(['orders']), tabs(['orders'])]),
      { ...tabs(['orders']), panels: [] },
      { ...tabs(['orders']), active: 'ticket' },
    ];
    for (const layout of refused) expect(layoutSchema.safeParse(layout).success).toBe(false);
  });

  test('with a row within a row is one row of the same extents', () => {
    const nested = split('row', [
      tabs(['orders'], 50),
      split('row', [tabs(['detail']), tabs(['ticket'])], 50),
    ]);
    expect(flattened(nested)).toMatchObject({
      parts: [
        { panels: ['orders'], share: 50 },
        { panels: ['detail'], share: 25 },
        { panels: ['ticket'], share: 25 },
      ],
    });
  });

  test('gives the extents of all parts but the last', () => {
    const layout = split('row', [
      split('column', [tabs(['orders'], 3), tabs(['detail'], 1)], 3),
      tabs(['ticket'], 1),
    ]);
    expect(extentsOf(layout, { width: 1_000, height: 400 })).toEqual([
      { panel: 'orders', width: 750 },
      { panel: 'orders', height: 300 },
    ]);
  });
});

describe('workspaces', () => {
  const wide = { width: 1_588, height: 890 };

  test('are kept by one name each, whatever its case', () => {
    const all = copied(firstWorkspaces, ' Morning ');
    expect(all.current).toBe('Morning');
    expect(savedAs(all, 'MORNING')).toEqual({ ok: false, error: 'There is a workspace "Morning" already' });
    expect(savedAs(all, 'Mo\u0072ning').ok).toBe(false);
    expect(savedAs(copied(all, 'Fr\u00fch  1'), 'Fru\u0308h 1').ok).toBe(false);
    expect(savedAs(all, '\uff2dorning').ok).toBe(false);
    expect(savedAs(all, '  ').ok).toBe(false);
    for (const unseen of ['\u200b', 'Morn\u200bing', 'a\u202eb', 'a\tb']) {
      expect(savedAs(all, unseen)).toEqual({
        ok: false,
        error: 'The name has a character that nobody can see: type it anew',
      });
    }
    expect(savedAs(all, 'x'.repeat(41)).ok).toBe(false);
    expect(workspacesSchema.safeParse(all).success).toBe(true);
  });

  test('keep what was arranged in each, and give it up on reset', () => {
    const morning = withLayout(copied(firstWorkspaces, 'Morning'), 'spread', own);
    const standard = switched(morning, 'Standard');
    expect(layoutFor(currentOf(standard), wide)).toEqual(standardLayout(wide));
    expect(layoutFor(currentOf(switched(standard, 'Morning')), wide)).toEqual(own);
    expect(layoutFor(currentOf(reset(morning)), wide)).toEqual(standardLayout(wide));
  });

  test('show the panels that were arranged also in a small window, as tabs', () => {
    const small = { width: 900, height: 500 };
    expect(formOf(small)).toBe('stacked');
    const all = withLayout(firstWorkspaces, 'spread', own);
    expect(layoutFor(currentOf(all), small)).toMatchObject({ panels: ['alerts', 'orders', 'metrics'] });
  });

  test('can be renamed and deleted; the standard one stays', () => {
    const all = copied(firstWorkspaces, 'Morning');
    expect(renamed(all, 'Evening')).toMatchObject({ ok: true, value: { current: 'Evening' } });
    expect(renamed(all, 'MORNING')).toMatchObject({ ok: true, value: { current: 'MORNING' } });
    expect(renamed(all, 'standard').ok).toBe(false);
    expect(deleted(all)).toEqual(firstWorkspaces);
    expect(deleted(firstWorkspaces)).toBe(firstWorkspaces);
    expect(renamed(firstWorkspaces, 'Mine').ok).toBe(false);
  });
});

test('a workspace has its windows and their places, which a copy takes along and a reset takes back', () => {
  const place = { x: 1_920, y: 40, width: 900, height: 640 };
  const with2 = withWindow(withWindow(firstWorkspaces, 'detail', place), 'alerts', { ...place, y: 700 });
  const copy = copied(with2, 'Two screens');
  expect(currentOf(copy).windows).toEqual({ detail: place, alerts: { ...place, y: 700 } });
  expect(currentOf(withoutWindow(copy, 'alerts')).windows).toEqual({ detail: place });
  expect(currentOf(reset(copy)).windows).toBeUndefined();
  expect(currentOf(switched(reset(copy), 'Standard')).windows).toEqual(currentOf(copy).windows);
  expect(workspacesSchema.parse(copy)).toEqual(copy);
  const unknown = { ...currentOf(copy), windows: { weather: place } };
  expect(workspacesSchema.safeParse({ ...copy, workspaces: [unknown] }).success).toBe(false);
});
