/** Finds the ids of a page, and how many orders match. */
import type Database from 'better-sqlite3';
import type { OrderFilter, OrderQuery } from '../../../engine/readmodel/orderViewStore.ts';
import { mergedIds } from './mergedIds.ts';
import type { Era } from './orderEras.ts';
import {
  eraPart,
  eraWhere,
  groupPart,
  isWithin,
  withPositions,
  type OrderGroup,
  type OrderPart,
} from './orderParts.ts';
import { isGroupColumn } from './orderTotals.ts';
import {
  erasWhere,
  groupsOf,
  isNarrow,
  isSearch,
  isTotalled,
  orderBy,
  pageOf,
  termsOf,
  totalsWhere,
  whereOf,
  type SortTerm,
  type Where,
} from './orderViewSql.ts';
import { sortColumns, SortIndexes, type IndexedBy } from './sortIndexes.ts';

type Sort = NonNullable<OrderQuery['sort']>;

/** How far back a page that is merged may end: every order before its end is read. */
const mergedOrdersMax = 2_000;
/** How many orders outside of the bounds it is worth skipping within the index of each group. */
const skippedOrdersMax = 50_000;
/** With more groups than this it is worth trying to fill the page from the first orders of all. */
const groupsMax = 300;
const walkedOrdersMax = 5_000;

interface AskedPage {
  readonly filter: OrderFilter;
  readonly sort: Sort;
  readonly offset: number;
  readonly count: number;
}

interface Page {
  readonly ids: readonly number[];
  readonly total: number;
}

export class OrderPages {
  private readonly database: Database.Database;
  private readonly indexes: SortIndexes;

  constructor(database: Database.Database) {
    this.database = database;
    this.indexes = new SortIndexes(database);
  }

  /** Makes the indexes for the page, and says which are there. Called before `find`, outside of a transaction. */
  provide(filter: OrderFilter, sort: Sort, end: number): readonly IndexedBy[] {
    const isMany = this.groupIds(filter, groupsMax + 1).length > groupsMax;
    return indexesFor(filter, sort, end, isMany).filter((by) => this.indexes.provide(sort, by));
  }

  /** `indexed` is the result of `provide`. Called within a transaction. */
  find({ filter, sort, offset, count }: AskedPage, indexed: readonly IndexedBy[]): Page {
    const terms = termsOf(sort);
    if (isSearch(filter)) {
      const { sql, parameters } = whereOf(filter);
      // A search finds the orders by their text and sorts them: one read serves both the page and the total.
      const ids = this.column(`SELECT id FROM orders ${sql} ${orderBy(terms)}`, parameters);
      return { ids: ids.slice(offset, offset + count), total: ids.length };
    }
    const total = this.count(filter);
    const end = offset + count;
    const walked = indexed.length > 1 && indexed.includes('all') ? this.walked(filter, terms, end) : [];
    if (walked.length === end) return { ids: walked.slice(offset), total };
    const parts = this.parts(filter, terms, indexed, total);
    if (parts !== undefined) {
      return { ids: mergedIds(this.database, parts, terms, end).slice(offset), total };
    }
    const page = pageOf('id', filter, sort, { offset, count, matching: total, total: this.count({}) });
    return { ids: this.column(page.sql, page.parameters), total };
  }

  /** The creation positions of all orders that match. Called like `find`. */
  positions(filter: OrderFilter, sort: Sort): readonly number[] {
    const matching = this.count(filter);
    const size = { offset: 0, count: matching, matching, total: this.count({}) };
    const page = pageOf('created_position', filter, sort, size);
    return this.column(page.sql, page.parameters);
  }

  /** The ids among the first orders of all that are in the filter's groups, at most `end`. */
  private walked(filter: OrderFilter, terms: readonly SortTerm[], end: number): readonly number[] {
    const groups = new Set(this.groupIds(filter, -1));
    const orders = this.database
      .prepare<[number], [id: number, group: number]>(
        `SELECT id, group_id FROM orders ${orderBy(terms)} LIMIT ?`,
      )
      .raw();
    const ids: number[] = [];
    for (const [id, group] of orders.iterate(walkedOrdersMax)) {
      if (ids.length === end) break;
      if (groups.has(group)) ids.push(id);
    }
    return ids;
  }

  /** The parts from which the page is merged; undefined where it is found in another way. */
  private parts(
    filter: OrderFilter,
    terms: readonly SortTerm[],
    indexed: readonly IndexedBy[],
    matching: number,
  ): readonly OrderPart[] | undefined {
    if (indexed.includes('group')) {
      const groups = this.groups(filter);
      const skipped = groups.reduce((sum, { orders }) => sum + orders, 0) - matching;
      if (!indexed.includes('era') || skipped <= skippedOrdersMax) {
        const within = isTotalled(filter) ? filter : withPositions(filter, this.eras(filter));
        return groups.map((group) => groupPart(group, within, terms));
      }
    }
    if (!indexed.includes('era')) return undefined;
    return this.eras(filter).map((era) => eraPart(era, filter, terms));
  }

  private count(filter: OrderFilter): number {
    if (isTotalled(filter)) return this.sum('SELECT total(orders) FROM totals', totalsWhere(filter));
    if (isNarrow(filter) || groupsOf(filter).sql !== '') {
      return this.sum('SELECT count(*) FROM orders', whereOf(filter));
    }
    const counts = this.eras(filter).map((era) =>
      isWithin(era, filter) ? era.orders : this.sum('SELECT count(*) FROM orders', eraWhere(era, filter, [])),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** At most `count` of the matching groups; -1 means all. */
  private groupIds(filter: OrderFilter, count: number): readonly number[] {
    const { sql, parameters } = totalsWhere(filter);
    return this.column(`SELECT id FROM totals ${sql} LIMIT ?`, [...parameters, count]);
  }

  private groups(filter: OrderFilter): readonly OrderGroup[] {
    const { sql, parameters } = totalsWhere(filter);
    return this.database.prepare<unknown[], OrderGroup>(`SELECT * FROM totals ${sql}`).all(...parameters);
  }

  private eras(filter: OrderFilter): readonly Era[] {
    const { sql, parameters } = erasWhere(filter);
    return this.database.prepare<unknown[], Era>(`SELECT * FROM eras ${sql}`).all(...parameters);
  }

  private sum(select: string, { sql, parameters }: Where): number {
    return this.column(`${select} ${sql}`, parameters)[0] ?? 0;
  }

  private column(sql: string, parameters: readonly unknown[]): readonly number[] {
    return this.database
      .prepare<unknown[], number>(sql)
      .pluck()
      .all(...parameters);
  }
}

/** For which parts of the orders an index must have the order of the sort. */
function indexesFor(filter: OrderFilter, sort: Sort, end: number, isMany: boolean): readonly IndexedBy[] {
  const isGrouped = groupsOf(filter).sql !== '';
  if (isNarrow(filter) || end > mergedOrdersMax) return ['all'];
  if (isTotalled(filter)) {
    if (!isGrouped) return ['all'];
    return isMany ? ['all', 'group'] : ['group'];
  }
  if (!isGrouped || isMany) return ['era'];
  // The group indexes find the bounds by themselves where a group's orders stand in the order of their creation.
  const { field } = sort[0] ?? { field: 'createdAt' };
  const isByCreation = field === 'createdAt' || isGroupColumn(sortColumns[field]);
  return isByCreation ? ['group'] : ['group', 'era'];
}
