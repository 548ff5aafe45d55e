/** `desk whatif`: which decisions of a past time other limits would have made differently. */
import { resolve } from 'node:path';
import { formatMicros } from '../../../../../shared/kernel/time.ts';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import type { RuleResult } from '../../../../domain/order/riskDecision.ts';
import { WhatIf, type JudgedAgain, type WindowUsed } from '../../../../engine/trading/whatIf.ts';
import type { StoredEvent } from '../../../../engine/events/storedEvent.ts';
import { windowWords } from '../../../../domain/controls/countingWindows.ts';
import { loadLimits } from '../../../../infra/configuration/loadConfiguration.ts';
import { tell, tellFault, type Call } from '../../desk/call.ts';
import { onEvents } from '../../desk/readDesk.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { deskCommand } from '../commandLine.ts';
import { bound, type Bound } from './exportCommand.ts';

interface Options {
  readonly limits: string;
  readonly from?: Bound;
  readonly to?: Bound;
}

export const whatIfCommand = deskCommand({
  name: 'whatif',
  about: 'which decisions of a past time other limits would have made differently; only reads',
  help: `
FILE is a configuration file, such as the desk's own with other limits under risk. Each order and amend is judged
again by its limits, with the positions, open orders and counts of that moment and the price that judged it then.
What was decided then stays: an order that would have been denied goes on as it did. A decision without its price
on record, of an earlier version, is not judged. Prices of other symbols are those of their last decision.
A limit that counts within a time counts in that of FILE, where FILE says one, and otherwise in that of the desk then;
the last lines say in which.`,
  declare: (command) =>
    command
      .requiredOption('--limits <file>', 'a configuration file with the other limits')
      .option('--from <place>', 'first position, or instant (inclusive)', bound)
      .option('--to <place>', 'last position (inclusive), or instant (exclusive)', bound),
  work(call: Call, { limits, from, to }: Options) {
    const loaded = loadLimits(resolve(limits));
    if (!loaded.ok) return Promise.resolve(tellFault(call, loaded.error));
    const reversed = reversedRange(from, to);
    if (reversed !== undefined) return Promise.resolve(tellFault(call, reversed));
    return onEvents(call, async (events) => {
      const counts = { decisions: 0, differ: 0, wouldBeDenied: 0, wouldPass: 0, notJudged: 0 };
      const windows = new Map<string, WindowUsed>();
      let whatIf: WhatIf | undefined;
      for await (const event of events.readAll({ afterPosition: 0 })) {
        if (isAfter(event, to)) break;
        whatIf ??= new WhatIf(events, loaded.value, event.time);
        const judged = await whatIf.take(event);
        if (judged === undefined || isBefore(event, from)) continue;
        counts.decisions++;
        for (const one of whatIf.windows()) windows.set(windowSentence(one), one);
        if (judged.after === undefined) counts.notJudged++;
        else if (judged.after.length > 0 !== judged.before.length > 0) {
          counts.differ++;
          if (judged.after.length > 0) counts.wouldBeDenied++;
          else counts.wouldPass++;
          await tell(call, judged, sentence(judged, judged.after));
        }
      }
      const { decisions, differ, wouldBeDenied, wouldPass, notJudged } = counts;
      if (decisions === 0) {
        await tell(call, { ...counts, windows: [] }, 'no decision of an order or amend lies in that range');
        return exitCode.no;
      }
      const text = `${differ} of ${decisions} decisions differ: ${wouldBeDenied} would be denied, ${wouldPass} would pass; ${notJudged} not judged`;
      await tell(call, { ...counts, windows: [...windows.values()] }, [text, ...windows.keys()].join('\n'));
      return exitCode.done;
    });
  },
});

/** A range that ends before it begins is empty, so whoever gives it meant another one. */
function reversedRange(from: Bound | undefined, to: Bound | undefined): Fault | undefined {
  if (from === undefined || to === undefined) return undefined;
  const isReversed =
    'position' in from && 'position' in to
      ? from.position > to.position
      : 'time' in from && 'time' in to && from.time >= to.time;
  if (!isReversed) return undefined;
  return { code: 'range_reversed', message: `--from ${placeOf(from)} is after --to ${placeOf(to)}` };
}

const placeOf = (bound: Bound): string => ('position' in bound ? String(bound.position) : bound.time);

function isBefore({ position, time }: StoredEvent, from: Bound | undefined): boolean {
  if (from === undefined) return false;
  return 'position' in from ? position < from.position : formatMicros(time) < from.time;
}

function isAfter({ position, time }: StoredEvent, to: Bound | undefined): boolean {
  if (to === undefined) return false;
  return 'position' in to ? position > to.position : formatMicros(time) >= to.time;
}

function sentence(judged: JudgedAgain, after: readonly RuleResult[]): string {
  const { position, time, what, orderId, account, side, quantity, symbol, before } = judged;
  const rules = (after.length > 0 ? after : before).map(({ rule, message }) => message ?? rule).join('; ');
  const verdict = after.length > 0 ? 'would be denied' : 'would pass, and was denied';
  return `${position}  ${time}  ${what} ${orderId}: ${side} ${quantity} ${symbol} of ${account} ${verdict}: ${rules}`;
}

const windowSentence = ({ limit, of, ...window }: WindowUsed): string =>
  `${limit} counted ${windowWords(window)}, as ${of === 'file' ? 'the file says' : 'the desk did then'}`;
