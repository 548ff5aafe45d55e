/** `desk dry-run`: what the running engine would decide about an order, rule by rule, without making one. */
import { tell, type Call } from '../../desk/call.ts';
import { deskCommand } from '../commandLine.ts';
import { originWords } from '../../../../domain/instrument/referencePrice.ts';
import type { DryRun, RuleResultView } from '../../../../../shared/contract/signals.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onRunning } from '../../desk/reachDesk.ts';

interface Options {
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly type: string;
  readonly limit?: string;
  readonly stop?: string;
  readonly timeInForce: string;
  readonly account: string;
  readonly strategy: string;
  readonly venue?: string;
  readonly takeProfit?: string;
  readonly stopLoss?: string;
  readonly reduceOnly?: boolean;
}

/** Exit code 1 when the order would be refused. */
export const dryRunCommand = deskCommand({
  name: 'dry-run',
  about:
    'what every check says about an order, and by which price; makes no order. Exit code 1: it would be refused',
  declare: (command) =>
    command
      .requiredOption('--symbol <symbol>', 'what to trade')
      .requiredOption('--side <side>', 'buy or sell')
      .requiredOption('--quantity <units>', 'how much')
      .option('--type <type>', 'market, limit, stop or stop_limit', 'market')
      .option('--limit <price>', 'the limit price')
      .option('--stop <price>', 'the stop price')
      .option('--time-in-force <code>', 'DAY, GTC, IOC or FOK', 'DAY')
      .option('--account <account>', 'the account', 'main')
      .option('--strategy <strategy>', 'the strategy', 'manual')
      .option('--venue <venue>', "where to (default: by the desk's routes)")
      .option('--take-profit <price>', 'the price of its take-profit')
      .option('--stop-loss <price>', 'the price of its stop-loss')
      .option('--reduce-only', 'it may only make a position smaller'),
  work: (call: Call, { limit, stop, type, ...ticket }: Options) =>
    onRunning(call, async (api) => {
      const judged = await api.dryRunTicket({
        ...ticket,
        signalId: 'dry-run',
        orderType: type,
        ...(limit !== undefined && { limitPrice: limit }),
        ...(stop !== undefined && { stopPrice: stop }),
      });
      if (!judged.ok) return judged;
      await tell(call, judged.value, ...lines(judged.value));
      return judged.value.refusals.length === 0 ? exitCode.done : exitCode.no;
    }),
});

function lines({ refusals, risk }: DryRun): string[] {
  const { reference, rules = [] } = risk ?? {};
  const price = reference === undefined ? [] : [`price    ${reference.price}: ${originWords(reference)}`];
  return [
    ...price,
    ...rules.map((rule) => `${rule.verdict.padEnd(8)} ${ruleSentence(rule)}`),
    ...refusals.map(({ code, message }) => `refused  ${code}: ${message}`),
  ];
}

function ruleSentence({ rule, scope, strictestOf, input, limit, unit, message }: RuleResultView): string {
  const values = `${input} of ${limit}${unit === undefined || unit === '' ? '' : ` ${unit}`}`;
  const place = scope === undefined ? '' : ` of ${scope}`;
  const group = strictestOf === undefined ? '' : ` (strictest of ${strictestOf} limits)`;
  return `${rule}${place} ${values}${group}${message === undefined ? '' : `: ${message}`}`;
}
