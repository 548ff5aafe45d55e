/** Seeded signals of every kind for a desk that is being mistreated, and the memory of what it acknowledged. */
import type { Random } from '../../../engine/ports.ts';
import { sampleSignal } from '../../../domain/signal/testing/sampleSignal.ts';

const tick = 0.25;

export class SignalFeed {
  /** Order ids by signal id, as acknowledged. */
  readonly acknowledged = new Map<string, string>();
  /** Signals refused on record. */
  readonly refused = new Set<string>();
  /** Orders that were sent to rest, and may be canceled. */
  private readonly resting: string[] = [];
  private readonly toRest = new Set<string>();
  private readonly random: Random;
  private last: Record<string, unknown> | undefined;
  private next = 1;

  constructor(random: Random) {
    this.random = random;
  }

  /** Up to so many signals around the price, now and then one that was sent before, now and then a bad one. */
  batch(most: number, price: number): Record<string, unknown>[] {
    return Array.from({ length: 1 + this.whole(most) }, () => {
      if (this.last !== undefined && this.random.next() < 0.04) return this.last;
      this.last = this.signal(price);
      return this.last;
    });
  }

  /** Takes note of an answer of the desk. */
  heard({ type, signalId, orderId, position }: Record<string, unknown>): void {
    const id = String(signalId);
    if (type === 'refused' && position !== undefined) this.refused.add(id);
    if (type !== 'acknowledged') return;
    this.acknowledged.set(id, String(orderId));
    if (this.toRest.delete(id)) this.resting.push(String(orderId));
  }

  /** Some of the orders that rest, each once. */
  toCancel(most: number): string[] {
    return this.resting.splice(0, most);
  }

  whole(below: number): number {
    return Math.floor(this.random.next() * below);
  }

  private signal(price: number): Record<string, unknown> {
    const id = `K-${this.next++}`;
    const side = this.random.next() < 0.5 ? 'buy' : 'sell';
    const up = side === 'buy' ? 1 : -1;
    const at = (ticks: number): string => String(Math.round(price / tick) * tick + ticks * tick);
    const quantity = String(1 + this.whole(20));
    const kind = this.random.next();
    if (kind < 0.05) return sampleSignal(id, { side, quantity: '0' });
    if (kind < 0.45) return sampleSignal(id, { side, quantity });
    if (kind < 0.6) {
      return sampleSignal(id, {
        side,
        quantity,
        orderType: 'limit',
        limitPrice: at(2 * up),
        timeInForce: 'IOC',
      });
    }
    if (kind < 0.8) {
      const limitPrice = at(-up * (1 + this.whole(6)));
      this.toRest.add(id);
      return sampleSignal(id, { side, quantity, orderType: 'limit', limitPrice, timeInForce: 'GTC' });
    }
    if (kind < 0.92) {
      const [takeProfit, stopLoss] = [at(up * (10 + this.whole(30))), at(-up * (10 + this.whole(30)))];
      return sampleSignal(id, { side, quantity, takeProfit, stopLoss });
    }
    this.toRest.add(id);
    return sampleSignal(id, {
      side,
      quantity,
      orderType: 'limit',
      limitPrice: at(-up * 120),
      timeInForce: 'GTC',
    });
  }
}
