/** Says what running strategies do after a change of the trading state, because the change does not stop them. */
import type { StrategyView } from '../../../shared/contract/status.ts';
import type { TradingState } from '../../../shared/contract/trading.ts';
import { strategySentence } from '../../model/desk/tradingScope.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';

interface Properties {
  readonly scope: string;
  readonly to: TradingState;
}

const none: readonly StrategyView[] = [];

export function RunningStrategies({ scope, to }: Properties) {
  const strategies = useStatus((store) => store.status?.strategies) ?? none;
  return strategies
    .filter(({ state }) => state === 'running')
    .map(({ strategy }) => ({ strategy, words: strategySentence(scope, strategy, to) }))
    .map(
      ({ strategy, words }) =>
        words !== undefined && (
          <p key={strategy} className="tone-warn" data-testid="running-strategy">
            <Glyph shape="warning" />
            {words}
          </p>
        ),
    );
}
