/** Decides which events an amend leads to: the request with its risk decision, or its refusal with every reason. */
import { formatDecimal, type Decimal } from '../../../shared/kernel/decimal.ts';
import type { OrderId } from '../../../shared/kernel/ids.ts';
import { describeRefusals, type Refusal } from '../../../shared/kernel/refusal.ts';
import { err } from '../../../shared/kernel/result.ts';
import { decideOrder } from '../../domain/order/decide/decideOrder.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { Order, ReplaceTerms } from '../../domain/order/orderState.ts';
import { refusalOfRule, type RiskDecisionRecord } from '../../domain/order/riskDecision.ts';
import type { Logger } from '../ports.ts';
import type { AmendDenial, AmendJudge } from './amendJudge.ts';
import { amendRefusal, type AmendDoor } from './amendRefusal.ts';
import { withAmendDoor } from './venueDoor.ts';
import type { OrderCommandHandler } from './orderCommandHandler.ts';

/** The events of a request on one order, and the refusal where the request is refused. */
export interface Step {
  readonly command?: OrderCommand;
  readonly refusal?: Refusal;
  /** Reverses what the step did where its command can't be recorded. */
  readonly undo?: () => void;
}

export interface AmendStepDependencies extends AmendDoor {
  readonly amends: AmendJudge;
  readonly handler: OrderCommandHandler;
  readonly logger: Logger;
}

export function amendStep(
  dependencies: AmendStepDependencies,
  order: Order,
  change: ReplaceTerms,
  reason: string,
): Step {
  const request: OrderCommand = { type: 'RequestReplace', reason, ...change };
  const impossible = whyImpossible(order, change);
  if (impossible !== undefined) return { refusal: impossible };
  const { amends } = dependencies;
  const closed = amendRefusal(dependencies, order, change);
  const verdict =
    closed === undefined ? amends.judge(order, change) : err(denialOf(closed, amends.dryRun(order, change)));
  if (verdict.ok) {
    const undo = (): void => void giveBack(dependencies, order.terms.orderId);
    return { command: { ...request, risk: verdict.value }, undo };
  }
  const { reasons } = verdict.error;
  return {
    command: { type: 'DenyReplace', reason, ...change, ...verdict.error },
    refusal: { code: 'amend_denied', ...reasons[0], message: describeRefusals(reasons) },
  };
}

/**
 * Why the amend is impossible whatever the risk. The order itself says whether it can be amended at all, and its
 * bracket decides how large an exit is.
 */
function whyImpossible(order: Order, change: ReplaceTerms): Refusal | undefined {
  const possible = decideOrder({ type: 'RequestReplace', reason: '', ...change }, order);
  if (!possible.ok) return possible.error;
  const { parent, quantity } = order.terms;
  if (parent === undefined || change.quantity === undefined || change.quantity === quantity) return undefined;
  return {
    code: 'exit_quantity',
    field: 'quantity',
    message: `the quantity of an exit follows its entry and the position: amend its price, or the entry ${parent.orderId}`,
    actual: formatDecimal(change.quantity),
    expected: formatDecimal(quantity),
  };
}

export interface AmendDryRun {
  readonly refusals: readonly Refusal[];
  readonly risk?: RiskDecisionRecord;
}

export interface AskedAmend {
  readonly orderId: OrderId;
  readonly change: ReplaceTerms;
}

/**
 * Judges the amends as if they were requested one after another: each that passes takes its room from the next ones.
 */
export async function dryRunAmends(
  dependencies: AmendStepDependencies,
  asked: readonly AskedAmend[],
): Promise<readonly AmendDryRun[]> {
  const orders = await Promise.all(asked.map(({ orderId }) => dependencies.handler.order(orderId)));
  // Nothing waits from here on, so nothing else is judged before all room is given back.
  const held: (() => void)[] = [];
  try {
    return asked.map(({ orderId, change }, index) => {
      const order = orders[index];
      if (order === undefined) return { refusals: [unknownOrder(orderId)] };
      const answer = dryRunOf(dependencies, order, change);
      if (answer.refusals.length === 0) held.push(dependencies.amends.hold(order, change));
      return answer;
    });
  } finally {
    for (const giveBack of held.toReversed()) giveBack();
  }
}

function dryRunOf(dependencies: AmendStepDependencies, order: Order, change: ReplaceTerms): AmendDryRun {
  const impossible = whyImpossible(order, change);
  if (impossible !== undefined) return { refusals: [impossible] };
  const closed = amendRefusal(dependencies, order, change);
  const judged = dependencies.amends.dryRun(order, change);
  const verdict = closed === undefined ? judged : err(denialOf(closed, judged));
  const risk = verdict.ok ? verdict.value : verdict.error.risk;
  const refusals = verdict.ok ? [] : verdict.error.reasons;
  if (risk === undefined) return { refusals };
  const { guardOf, venueGateOf } = dependencies;
  const decision = withAmendDoor(risk, guardOf(order), venueGateOf(order.terms.venue));
  const told = new Set(refusals.map(({ code }) => code));
  const further = decision.rules
    .filter(({ verdict: said, rule }) => said === 'deny' && !told.has(rule))
    .map(refusalOfRule);
  return { refusals: [...refusals, ...further], risk: decision };
}

/**
 * A bracket's own exit closes what its entry filled, whatever size the fills had. So no rule of risk judges its amend:
 * only the trading state, the venue gate and the breaker can refuse it.
 */
export function exitStep(door: AmendDoor, order: Order, quantity: Decimal, reason: string): Step {
  const refusal = amendRefusal(door, order, { quantity });
  return refusal === undefined ? { command: { type: 'RequestReplace', reason, quantity } } : { refusal };
}

export function unknownOrder(orderId: OrderId | undefined): Refusal {
  return { code: 'order_unknown', message: `order ${orderId} does not exist`, actual: 'none' };
}

/** Puts the refusal of the gates and the breaker first, and adds the refusals of the rules of risk. */
function denialOf(closed: Refusal, verdict: ReturnType<AmendJudge['dryRun']>): AmendDenial {
  if (verdict.ok) return { reasons: [closed], ...(verdict.value !== undefined && { risk: verdict.value }) };
  const { reasons } = verdict.error;
  const isTold = reasons.some(({ code }) => code === closed.code);
  return isTold ? verdict.error : { ...verdict.error, reasons: [closed, ...reasons] };
}

/** Gives back the room of an amend that passed the rules of risk and could not be recorded. */
async function giveBack({ handler, amends, logger }: AmendStepDependencies, orderId: OrderId): Promise<void> {
  try {
    const order = await handler.order(orderId);
    if (order !== undefined) amends.release(order);
  } catch (error) {
    logger.log('error', 'the room of an amend is not given back', { orderId, error: String(error) });
  }
}
