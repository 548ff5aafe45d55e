/** The calls of the order ticket: its dry run and its submission. */
import type { OrderId } from '../../../../shared/kernel/ids.ts';
import type { Submission, Ticket } from '../../../../shared/contract/signals.ts';
import type { FaultView } from '../../../../shared/contract/faults.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { formatMicros } from '../../../../shared/kernel/time.ts';
import type {
  Acknowledgement,
  SignalOutcome,
  Submission as EngineSubmission,
} from '../../../engine/signals/signalIntake.ts';
import type { Clock, Scheduler } from '../../../engine/ports.ts';
import { failed, faultView, replied } from '../../views/faultView.ts';
import { dryRunView } from '../../views/riskView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

type Methods = 'dryRunTicket' | 'submitTicket';

/** Milliseconds that a submission waits for its order's outcome; well below the window's deadline of a call. */
export const outcomeWaitMs = 10_000;

export function ticketCalls({ runtime, ports, actor }: CallContext): Handlers<Methods> {
  const { intake } = runtime.engine;
  return {
    dryRunTicket: (ticket) => {
      const { refusals, risk } = intake.dryRun(signalInput(ticket, ports.clock), actor);
      return replied(dryRunView(refusals, risk));
    },
    submitTicket: async (ticket) => {
      const submission = intake.submit(signalInput(ticket, ports.clock), {
        actor,
        label: 'ticket',
      });
      const acknowledgement = await submission.acknowledged;
      if (acknowledgement.type === 'busy' || acknowledgement.type === 'unavailable') {
        return failed(notTaken(acknowledgement));
      }
      const outcome = await outcomeWithin(submission, ports.scheduler);
      return replied(submissionView(ticket.signalId, acknowledgement, outcome));
    },
  };
}

/** Makes a signal from the ticket, for the engine to judge. An operator's signal has full confidence. */
function signalInput(ticket: Ticket, clock: Clock): Record<string, unknown> {
  const { signalId, ...rest } = ticket;
  return {
    ...rest,
    id: signalId,
    source: 'ticket',
    confidence: '1',
    createdAt: formatMicros(clock.now()),
  };
}

function notTaken(acknowledgement: Extract<Acknowledgement, { type: 'busy' | 'unavailable' }>): FaultView {
  if (acknowledgement.type === 'unavailable') return faultView(acknowledgement.fault);
  const { retryAfterMs } = acknowledgement;
  const message = `The engine's intake is full, and the signal was not taken; try again in ${retryAfterMs} ms.`;
  return { code: 'busy', message, details: { retryAfterMs } };
}

/** The outcome; undefined when it takes longer. */
function outcomeWithin(
  submission: EngineSubmission,
  scheduler: Scheduler,
): Promise<SignalOutcome | undefined> {
  return new Promise((resolve) => {
    const timer = scheduler.after(outcomeWaitMs, () => resolve(undefined));
    void submission.outcome.then((outcome) => {
      timer.cancel();
      resolve(outcome);
    });
  });
}

function submissionView(
  signalId: string,
  acknowledgement: Exclude<Acknowledgement, { type: 'busy' | 'unavailable' }>,
  outcome: SignalOutcome | undefined,
): Submission {
  if (acknowledgement.type === 'refused') {
    return { signalId, outcome: 'rejected', reasons: copied(acknowledgement.reasons) };
  }
  const first = outcomeView(
    outcome,
    acknowledgement.type === 'acknowledged' ? acknowledgement.orderId : undefined,
  );
  return {
    signalId,
    ...first,
    ...(acknowledgement.type === 'duplicate' && { outcome: 'duplicate' as const }),
  };
}

function outcomeView(
  outcome: SignalOutcome | undefined,
  takenAs: OrderId | undefined,
): Omit<Submission, 'signalId'> {
  if (outcome === undefined || outcome.type === 'not_taken') {
    return { outcome: 'pending', ...(takenAs !== undefined && { orderId: takenAs }), reasons: [] };
  }
  switch (outcome.type) {
    case 'ordered':
      return { outcome: 'ordered', orderId: outcome.orderId, status: outcome.status, reasons: [] };
    case 'denied': {
      const { orderId, reasons } = outcome;
      return { outcome: 'denied', orderId, status: 'denied', reasons: copied(reasons) };
    }
    case 'rejected':
      return { outcome: 'rejected', reasons: copied(outcome.reasons) };
    default:
      return { outcome: 'pending', orderId: outcome.orderId, reasons: [] };
  }
}

function copied(reasons: readonly Refusal[]): Submission['reasons'] {
  return reasons.map((reason) => ({ ...reason }));
}
