/** The `orderViewers` topic: who has an order open in detail at another console. */
import type { ConsolePerson } from '../../../shared/contract/consoles.ts';
import type { Scheduler } from '../../engine/ports.ts';
import type { FeedFactory } from './topicFeed.ts';
import { personAt, type ConnectedConsole } from '../consoles/consoleList.ts';

/** Milliseconds between two looks at who is there. */
export const viewersIntervalMs = 500;

export class OrderViewers {
  private readonly scheduler: Scheduler;
  private readonly position: () => number;
  /** The consoles by order, once for each of their windows that shows it. */
  private readonly consoles = new Map<string, ConnectedConsole[]>();

  constructor(scheduler: Scheduler, position: () => number) {
    this.scheduler = scheduler;
    this.position = position;
  }

  /** The feeds of one console. A subscription says that the console has the order open. */
  feedsOf(console: ConnectedConsole): FeedFactory<'orderViewers'> {
    return ({ orderId }, changed) => {
      this.consoles.set(orderId, [...(this.consoles.get(orderId) ?? []), console]);
      let sent = '';
      const textNow = (): string => JSON.stringify(this.others(orderId, console));
      const timer = this.scheduler.every(viewersIntervalMs, () => {
        if (textNow() !== sent) changed();
      });
      const framed = () => {
        const viewers = this.others(orderId, console);
        sent = JSON.stringify(viewers);
        return { position: this.position(), data: { viewers } };
      };
      return {
        snapshot: framed,
        delta: () => (textNow() === sent ? undefined : framed()),
        pause: () => undefined,
        close: () => {
          timer.cancel();
          this.leave(orderId, console);
        },
      };
    };
  }

  private others(orderId: string, asking: ConnectedConsole): ConsolePerson[] {
    const others = new Set(this.consoles.get(orderId));
    others.delete(asking);
    return [...others].map(personAt);
  }

  private leave(orderId: string, console: ConnectedConsole): void {
    const consoles = this.consoles.get(orderId) ?? [];
    const left = consoles.toSpliced(consoles.indexOf(console), 1);
    if (left.length > 0) this.consoles.set(orderId, left);
    else this.consoles.delete(orderId);
  }
}
