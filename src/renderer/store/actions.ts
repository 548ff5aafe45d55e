/** What operators do, with the answer said in words. Each resolves with a sentence when it failed. */
import type { ApiInput, ApiMethod, ApiOutput } from '../../shared/contract/api.ts';
import type { Reply } from '../../shared/contract/faults.ts';
import { call } from '../ipc/engineLink.ts';
import { groupInteger } from '../format/decimals.ts';
import { notify } from './noticesStore.ts';

export type Failure = string | undefined;

async function command<M extends ApiMethod>(method: M, input: ApiInput<M>, done: string): Promise<Failure> {
  const reply: Reply<ApiOutput<M>> = await call(method, input);
  if (!reply.ok) return reply.fault.message;
  notify('ok', done);
  return undefined;
}

/** For buttons without a dialog: a failure is said, not returned. */
export function announced(work: Promise<Failure>): void {
  void work.then((failure) => {
    if (failure !== undefined) notify('bad', failure);
  });
}

const cancelBatchMax = 1000;

export async function cancelOrders(orderIds: readonly string[], reason: string): Promise<Failure> {
  const refused: string[] = [];
  let requested = 0;
  for (let from = 0; from < orderIds.length; from += cancelBatchMax) {
    const reply = await call('cancelOrders', {
      orderIds: orderIds.slice(from, from + cancelBatchMax),
      reason,
    });
    if (!reply.ok) {
      return requested === 0
        ? reply.fault.message
        : `${requested} cancels are requested, then: ${reply.fault.message}`;
    }
    for (const result of reply.value.results) {
      if (result.requested) requested += 1;
      else refused.push(result.refusal?.message ?? `the cancel of ${result.orderId} was refused`);
    }
  }
  if (requested > 0) {
    notify('ok', `Cancel requested for ${groupInteger(requested)} ${requested === 1 ? 'order' : 'orders'}`);
  }
  if (refused.length > 0) {
    const more = refused.length > 1 ? `, and ${refused.length - 1} more` : '';
    notify('warn', `Not cancelled: ${refused[0] ?? ''}${more}`);
  }
  return undefined;
}

export const tripBreaker = (venue: string, reason: string): Promise<Failure> =>
  command('tripBreaker', { venue, reason }, `Breaker of ${venue} tripped`);
export const isolateBreaker = (venue: string, reason: string): Promise<Failure> =>
  command('isolateBreaker', { venue, reason }, `${venue} isolated`);
export const resetBreaker = (venue: string, reason: string): Promise<Failure> =>
  command('resetBreaker', { venue, reason }, `Breaker of ${venue} reset`);
export const configureSimulator = (input: ApiInput<'configureSimulator'>): Promise<Failure> =>
  command('configureSimulator', input, `Simulator of ${input.venue} configured`);
export const startStrategy = (strategy: string): Promise<Failure> =>
  command('startStrategy', { strategy }, `Strategy ${strategy} started`);
export const stopStrategy = (strategy: string, reason: string): Promise<Failure> =>
  command('stopStrategy', { strategy, reason }, `Strategy ${strategy} stopped`);
export const startReplay = (path: string): Promise<Failure> =>
  command('startReplay', { path }, 'Replay started');
export const startVerify = (): Promise<Failure> =>
  command('startVerify', {}, 'Verification of the chain started');
export const cancelJob = (jobId: string): Promise<Failure> =>
  command('cancelJob', { jobId }, 'Cancel of the job requested');

/** Through the copy command: it needs no permission, only the operator's own gesture. */
export function copyText(text: string, what: string): void {
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', put, { once: true, capture: true });
  // oxlint-disable-next-line typescript/no-deprecated -- its successor asks for a permission that this window is denied
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', put, { capture: true });
  if (copied) notify('ok', `${what} copied`);
  else notify('bad', `${what} could not be copied`);
}
