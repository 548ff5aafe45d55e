/**
 * The venue's answers to requests for all its open orders (OrderMassStatusRequest, AF), as far as they have come. Only
 * a complete list proves anything about the orders that are not in it.
 */
import { countOf, tags, valueOf, type FixMessage } from '../codec/fixMessage.ts';

interface OpenList {
  /** Orders that worked by the reports before the request left, and are not in the list yet. */
  readonly missing: Set<string>;
  /** Orders with another report since the list was requested: the list's entry may be older than that report. */
  readonly outdated: Set<string>;
  /** Orders that are in the list. */
  readonly named: Set<string>;
  /** How many reports of the list have come. */
  count: number;
  /** How many reports the venue has announced; undefined where it has not. */
  total: number | undefined;
}

/** A list of which nothing more will come. */
export interface EndedList {
  readonly listId: string;
  /** First ids of orders that the venue does not have any more; none where the list is not complete. */
  readonly missing: readonly string[];
  /** First ids of the orders in the list. */
  readonly named: ReadonlySet<string>;
  /** Why the list is not complete; undefined where it is. */
  readonly why: string | undefined;
}

/** The most lists that wait for their answers; the oldest are forgotten. */
const listsMax = 16;

export class OpenOrderLists {
  private readonly lists = new Map<string, OpenList>();

  asked(listId: string, working: Iterable<string>): void {
    this.lists.set(listId, {
      missing: new Set(working),
      outdated: new Set(),
      named: new Set(),
      count: 0,
      total: undefined,
    });
    const [oldest] = this.lists.keys();
    if (this.lists.size > listsMax && oldest !== undefined) this.lists.delete(oldest);
  }

  /** Whether the report belongs to a list and says that there is no open order. */
  isEmpty(report: FixMessage, isKnown: boolean): boolean {
    if (valueOf(report, tags.massStatusReqId) === undefined) return false;
    return totalOf(report) === 0 || (valueOf(report, tags.ordStatus) === '8' && !isKnown);
  }

  /** Notes a report that belongs to no list: the order's entry in a list under way may be older. */
  noteReport(report: FixMessage, first: string): void {
    if (valueOf(report, tags.massStatusReqId) !== undefined) return;
    for (const { outdated } of this.lists.values()) outdated.add(first);
  }

  /** Whether the report belongs to a list, and another report about its order has come since the request. */
  isOutdated(report: FixMessage, first: string): boolean {
    return this.lists.get(valueOf(report, tags.massStatusReqId) ?? '')?.outdated.has(first) === true;
  }

  /**
   * Takes a report about the order with this first id. Undefined while more of the list will come, and for a report of
   * no list.
   */
  told(report: FixMessage, first: string): EndedList | undefined {
    const listId = valueOf(report, tags.massStatusReqId) ?? '';
    const list = this.lists.get(listId);
    if (list === undefined) return undefined;
    list.missing.delete(first);
    list.named.add(first);
    list.count++;
    list.total = totalOf(report) ?? list.total;
    const last = valueOf(report, tags.lastRptRequested);
    const isWhole = list.total === list.count && last !== 'N';
    if (last !== 'Y' && !isWhole) return undefined;
    const isShort = list.total !== undefined && list.total !== list.count;
    return this.ended(
      listId,
      isShort
        ? `the venue announced ${list.total} reports and ended its list after ${list.count}`
        : undefined,
    );
  }

  /** Ends a list: there is no open order, or the venue does not give the list and says why. */
  ended(listId: string, why?: string): EndedList | undefined {
    const list = this.lists.get(listId);
    if (list === undefined) return undefined;
    this.lists.delete(listId);
    const { missing, named } = list;
    return { listId, missing: why === undefined ? [...missing] : [], named, why };
  }

  /** How much of a list has come, in words. */
  progress(listId: string): string {
    const { count, total } = this.lists.get(listId) ?? { count: 0, total: undefined };
    return `${count} of ${total ?? 'an unknown number of'} reports came`;
  }
}

function totalOf(report: FixMessage): number | undefined {
  return countOf(valueOf(report, tags.totNumReports));
}
