/** `desk positions`: the positions with their cost and profit, by account and symbol. */
import type { PositionView } from '../../../../../shared/contract/positions.ts';
import { positionSums } from '../../../../../shared/contract/positionSums.ts';
import { originWords } from '../../../../domain/instrument/referencePrice.ts';
import { costMethods, type CostMethod } from '../../../../domain/trading/dayPosition.ts';
import type { Call } from '../../desk/call.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { formatTable, type Column } from '../../terminal/formatTable.ts';
import { deskCommand, oneOf, withConfig } from '../commandLine.ts';

const methodWords = { average: 'average cost', fifo: 'fifo' } as const;

const columns: readonly Column<PositionView>[] = [
  { title: 'account', value: ({ account }) => account },
  { title: 'symbol', value: ({ symbol }) => symbol },
  { title: 'quantity', value: ({ quantity }) => quantity, right: true },
  {
    title: 'at',
    value: ({ venues }) => venues.map(({ venue, quantity }) => `${venue} ${quantity}`).join(', '),
  },
  { title: 'cost', value: ({ averageCost }) => averageCost ?? '', right: true },
  { title: 'mark', value: ({ mark }) => mark?.price ?? 'none', right: true },
  { title: 'multiplier', value: ({ multiplier }) => multiplier ?? '1', right: true },
  { title: 'currency', value: ({ currency }) => currency ?? '' },
  { title: 'open', value: ({ open }) => open ?? '', right: true },
  { title: 'realized', value: ({ realized }) => realized, right: true },
  { title: 'today', value: ({ day }) => day.profit ?? '', right: true },
  { title: 'volume today', value: ({ day }) => day.volume, right: true },
  {
    title: 'price from',
    value: ({ mark }) =>
      mark === undefined ? '' : `${originWords(mark)}${mark.stale === true ? ', too old' : ''}`,
  },
];

export const positionsCommand = deskCommand({
  name: 'positions',
  about: 'what is held, at what cost, and what it has made',
  help: `
By average cost, a trade against the position realizes its difference to the average; by fifo, the oldest lots
are closed first, each at its own price. The sum of realized and open is the same. An execution that was corrected
counts as corrected from the start, one that was taken back as if it had never been. Realized counts since the first
event, today since midnight UTC. Sums are made for each currency by itself.`,
  declare: (command) =>
    withConfig(command).option(
      '--method <method>',
      `${costMethods.join(' or ')} (default: costMethod of the configuration)`,
      oneOf(costMethods),
    ),
  work: (call: Call, { method: asked }: { readonly method?: CostMethod }) =>
    onDesk(call, async (api) => {
      const answer = await api.getPositions(asked === undefined ? {} : { method: asked });
      if (!answer.ok) return answer;
      const { method, positions } = answer.value;
      const ofAccount = /^account:/;
      const sums = positionSums(positions)
        .filter(({ scope }) => ofAccount.test(scope))
        .map(({ scope, ...sum }) => ({ account: scope.replace(ofAccount, ''), ...sum }));
      if (call.json) {
        await call.io.json({ method: methodWords[method], positions, sums });
        return exitCode.done;
      }
      await call.io.line(`by ${methodWords[method]}`);
      for (const line of formatTable(columns, positions)) await call.io.line(line);
      for (const { account, currency, realized, open, today } of sums) {
        await call.io.line(`${account} ${currency}: realized ${realized}, open ${open}, today ${today}`);
      }
      return exitCode.done;
    }),
});
