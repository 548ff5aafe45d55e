/** A listener that keeps what it hears, and lets a test wait for it. */
import { add, zero, type Decimal } from '../../../../shared/kernel/decimal.ts';
import type { SessionMark } from '../../../domain/venue/sessionMark.ts';
import type { ClientOrderId } from '../../../../shared/kernel/ids.ts';
import type { MarketTick, VenueListener, VenueReport } from '../../../engine/ports.ts';

export type ReportOf<Type extends VenueReport['type']> = Extract<VenueReport, { type: Type }>;

const waitMsMax = 10_000;

export class RecordingListener implements VenueListener {
  readonly reports: VenueReport[] = [];
  readonly ticks: MarketTick[] = [];
  readonly throttles: string[] = [];
  /** How far the numbers of a session were at each connection. */
  readonly marks: SessionMark[] = [];
  connections = 0;
  disconnections = 0;
  private readonly checks = new Set<() => void>();

  onConnected(_detail: string, mark?: SessionMark): void {
    this.connections++;
    if (mark !== undefined) this.marks.push(mark);
    this.check();
  }

  onDisconnected(): void {
    this.disconnections++;
    this.check();
  }

  onThrottled(reason: string): void {
    this.throttles.push(reason);
    this.check();
  }

  onReport(report: VenueReport): void {
    this.reports.push(report);
    this.check();
  }

  onTick(tick: MarketTick): void {
    this.ticks.push(tick);
    this.check();
  }

  /** Reports about one order, in the order they came. */
  about(clientOrderId: ClientOrderId): VenueReport[] {
    return this.reports.filter((report) => report.clientOrderId === clientOrderId);
  }

  fills(clientOrderId: ClientOrderId): ReportOf<'filled'>[] {
    return this.about(clientOrderId).filter((report) => report.type === 'filled');
  }

  filledQuantity(clientOrderId: ClientOrderId): Decimal {
    return this.fills(clientOrderId).reduce((sum, fill) => add(sum, fill.quantity), zero);
  }

  /** Resolves when the condition holds; it is looked at after everything heard. */
  until(what: string, condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!condition()) return;
        clearTimeout(timer);
        this.checks.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.checks.delete(check);
        reject(
          new Error(`did not hear of ${what}; heard ${this.reports.map(({ type }) => type).join(', ')}`),
        );
      }, waitMsMax);
      this.checks.add(check);
      check();
    });
  }

  /** The first report of a type about an order. */
  async heard<Type extends VenueReport['type']>(
    type: Type,
    clientOrderId: ClientOrderId,
  ): Promise<ReportOf<Type>> {
    const find = () =>
      this.about(clientOrderId).find((report): report is ReportOf<Type> => report.type === type);
    await this.until(`${type} of ${clientOrderId}`, () => find() !== undefined);
    return find() as ReportOf<Type>;
  }

  untilFilled(clientOrderId: ClientOrderId, quantity: Decimal): Promise<void> {
    return this.until(`the fills of ${clientOrderId}`, () => this.filledQuantity(clientOrderId) >= quantity);
  }

  private check(): void {
    for (const check of this.checks) check();
  }
}
