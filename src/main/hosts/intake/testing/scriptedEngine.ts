/** An engine that takes every signal, when the test lets it. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { OrderId, SignalId } from '../../../../shared/kernel/ids.ts';
import type { Acknowledgement } from '../../../engine/signals/signalIntake.ts';
import type { IntakeEngine } from '../../feed/signalAnswer.ts';

export class ScriptedEngine {
  isFull = false;
  /** Why no signal is taken. */
  fault: Fault | undefined;
  /** Signals that were handed over, malformed ones too. */
  taken = 0;
  /** While held, signals are taken and not acknowledged. */
  private held: (() => void)[] | undefined;
  readonly engine: IntakeEngine;

  constructor() {
    const take = (id: string): Promise<Acknowledgement> => this.take(id);
    this.engine = {
      intake: {
        isFullFor: () => this.isFull,
        queued: 0,
        inFlight: 0,
        submit: (input) => {
          const { id = 'none' } = Object(input) as { id?: string };
          return { acknowledged: take(id), outcome: Promise.resolve({ type: 'not_taken' }) };
        },
        refuseUnreadable: async (refusal) => {
          const taken = await take('unreadable');
          if (taken.type === 'unavailable') return taken;
          return { type: 'refused', code: refusal.code, reasons: [refusal], position: 1 };
        },
        dryRun: () => ({ refusals: [] }),
      },
      store: {} as IntakeEngine['store'],
    };
  }

  hold(): void {
    this.held ??= [];
  }

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    for (const go of held) go();
  }

  private async take(id: string): Promise<Acknowledgement> {
    if (this.fault !== undefined) return { type: 'unavailable', fault: this.fault };
    this.taken++;
    if (this.held !== undefined) await new Promise<void>((resolve) => this.held?.push(resolve));
    return { type: 'acknowledged', signalId: id as SignalId, orderId: 'o' as OrderId, position: this.taken };
  }
}
