/** The calls for trading states and the kill switch. */
import type { Reply } from '../../../../shared/contract/faults.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import { failed, faultOfRefusal, replied } from '../../views/faultView.ts';
import { enablePreviewView, killLedgerView, killPreviewView } from '../../views/tradingView.ts';
import type { CallContext, Handlers } from '../handlers.ts';
import { inScope } from './scopeText.ts';

type Methods =
  | 'getPositions'
  | 'previewKill'
  | 'engageKillSwitch'
  | 'previewEnable'
  | 'enableTrading'
  | 'setTradingState'
  | 'listKillLedgers';

export function tradingCalls({ runtime, actor }: CallContext): Handlers<Methods> {
  const { trading } = runtime.engine;
  return {
    async getPositions({ method: asked }) {
      const { method, lines } = await trading.positions(asked);
      return replied({ method, positions: lines.map((one) => ({ ...one, venues: [...one.venues] })) });
    },
    previewKill: ({ scope }) =>
      inScope(scope, (parsed) => replied(killPreviewView(trading.previewKill(parsed)))),
    previewEnable: ({ scope }) =>
      inScope(scope, (parsed) => replied(enablePreviewView(trading.previewEnable(parsed)))),
    engageKillSwitch: ({ scope, reason, flatten, leaveExternal = false }) =>
      inScope(scope, async (parsed) =>
        answered(await trading.kill(parsed, { flatten, leaveExternal }, { actor, reason })),
      ),
    setTradingState: ({ scope, state, reason }) =>
      inScope(scope, async (parsed) => answered(await trading.setState(parsed, state, { actor, reason }))),
    enableTrading: ({ scope, reason }) =>
      inScope(scope, async (parsed) => answered(await trading.enable(parsed, { actor, reason }))),
    listKillLedgers: () => replied({ ledgers: trading.ledgers().map(killLedgerView) }),
  };
}

function answered<T>(result: Result<T, Refusal>): Reply<T> {
  return result.ok ? replied(result.value) : failed(faultOfRefusal(result.error));
}
