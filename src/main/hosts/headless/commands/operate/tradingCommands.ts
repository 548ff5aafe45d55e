/** `desk enable` and `desk restrict`: change the trading state of a scope, and show what changes. */
import { tell, tellReply, type Call } from '../../desk/call.ts';
import { oneOf } from '../commandLine.ts';
import { scopedCommand, type ScopedOptions } from './scopedCommand.ts';
import { offRecordWords } from '../../../../../shared/contract/words/offRecordWords.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onDesk } from '../../desk/reachDesk.ts';
import { tradingStates } from '../../../../domain/trading/tradingState.ts';

export const enableCommand = scopedCommand({
  name: 'enable',
  about: 'let a scope trade again, and tell exactly what changes',
  work: (call: Call, { scope, reason }: ScopedOptions) =>
    onDesk(call, async (api) => {
      const preview = await api.previewEnable({ scope });
      if (!preview.ok) return preview;
      const enabled = await api.enableTrading({ scope, reason });
      if (!enabled.ok) {
        for (const killId of preview.value.openKills) call.io.note(`desk: kill switch ${killId} is not done`);
        return enabled;
      }
      const { stillRestricted } = preview.value;
      const stays = stillRestricted.map((one) => `${one.scope} stays ${one.state}`);
      await tell(call, { changes: [enabled.value], stillRestricted }, changeText(enabled.value), ...stays);
      return exitCode.done;
    }),
});

const restrictedStates = tradingStates.filter((state) => state !== 'active');

interface RestrictOptions extends ScopedOptions {
  readonly state: (typeof restrictedStates)[number];
}

export const restrictCommand = scopedCommand({
  name: 'restrict',
  about: 'let a scope only reduce positions, or halt it; working orders stay',
  declare: (command) =>
    command.requiredOption('--state <state>', restrictedStates.join(' or '), oneOf(restrictedStates)),
  work: (call: Call, { scope, state, reason }: RestrictOptions) =>
    onDesk(call, async (api) =>
      tellReply(call, await api.setTradingState({ scope, state, reason }), (changed) => {
        const { offRecord } = changed;
        const words = offRecord === undefined ? [] : [offRecordWords(offRecord)];
        return [{ changes: [changed] }, changeText(changed), ...words];
      }),
    ),
});

function changeText({
  scope,
  from,
  to,
}: {
  readonly scope: string;
  readonly from: string;
  readonly to: string;
}): string {
  return `${scope}: ${from} -> ${to}`;
}
