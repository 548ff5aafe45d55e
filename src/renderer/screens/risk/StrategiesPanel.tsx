/** Strategies that may not trade: those that risk has disabled, because they sent too many orders, and those that a person halted. */
import { useShallow } from 'zustand/react/shallow';
import { dateTime, timesZone } from '../../format/times.ts';
import { disabledStrategies, scopeShort } from '../../model/desk/tradingScope.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { openDeskDialog } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Capped } from '../../ui/display/Capped.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { byWhom } from './limitColumns.tsx';

export function StrategiesPanel() {
  const held = useStatus(useShallow(({ status }) => disabledStrategies(status)));
  return (
    <Panel
      title="Strategies disabled"
      className="disabled-strategies"
      testId="disabled-strategies"
      extra={<output className="count">{held.length}</output>}
    >
      {held.length === 0 ? (
        <Notice
          kind="empty"
          title="Every strategy may trade"
          text="A strategy that sends too many orders by itself is disabled until somebody enables it."
        />
      ) : (
        <ScrollArea name="Disabled strategies">
          <ul className="held-list">
            {held.map(({ scope, reason, actor, since }) => (
              <li key={scope} data-scope={scope}>
                <div className="held-head">
                  <b>{scopeShort(scope)}</b>
                  <StateWord glyph="square" tone="bad">
                    {actor === 'engine:risk' ? 'disabled by risk' : 'halted'}
                  </StateWord>
                  <span className="grow" />
                  <Button
                    name={`Enable ${scopeShort(scope)}…`}
                    onPress={() => {
                      openDeskDialog('trading', scope);
                    }}
                  >
                    Enable…
                  </Button>
                </div>
                <p className="dim">
                  {actor !== 'engine:risk' && `${byWhom(actor)}, `}
                  {since !== undefined && `since ${dateTime(since).slice(0, 19)} ${timesZone()}: `}
                  <Capped>{reason}</Capped>
                </p>
              </li>
            ))}
          </ul>
        </ScrollArea>
      )}
    </Panel>
  );
}
