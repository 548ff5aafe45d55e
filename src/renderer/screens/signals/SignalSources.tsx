/** The sources of signals: strategies and files. */
import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { StrategyView } from '../../../shared/contract/status.ts';
import { counted } from '../../format/decimals.ts';
import { clockTime, timesZone } from '../../format/times.ts';
import {
  announced,
  replayChosenFile,
  replaySample,
  startStrategy,
  stopStrategy,
} from '../../store/actions.ts';
import { strategyHeldBy } from '../../model/desk/heldBack.ts';
import { sentence } from '../../format/sentence.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';

export function Strategies() {
  const strategies = useStatus((store) => store.status?.strategies);
  return (
    <Panel title="Strategies" className="strategies">
      {strategies === undefined ? (
        <Loading title="Waiting for the status" />
      ) : strategies.length === 0 ? (
        <Notice kind="empty" title="No strategy is built in" />
      ) : (
        <ul className="strategy-list">
          {strategies.map((strategy) => (
            <Strategy key={strategy.strategy} strategy={strategy} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Strategy({ strategy }: { readonly strategy: StrategyView }) {
  const [stopping, setStopping] = useState(false);
  const disabledReason = useWhyNoCommand('trade');
  const running = strategy.state === 'running';
  const held = useStatus(
    useShallow(({ status }) =>
      running && status !== undefined ? strategyHeldBy(status, strategy.strategy) : [],
    ),
  );
  return (
    <li className="strategy" data-strategy={strategy.strategy} data-state={strategy.state}>
      <div className="strategy-head">
        <b>{strategy.strategy}</b>
        <StateWord
          glyph={running ? (held.length > 0 ? 'warning' : 'dot') : 'ring'}
          tone={running ? (held.length > 0 ? 'warn' : 'ok') : 'off'}
        >
          {running ? (held.length > 0 ? 'Running, orders held back' : 'Running') : 'Stopped'}
        </StateWord>
        <span className="grow" />
        {running ? (
          <Button
            key="stop"
            look="danger"
            disabledReason={disabledReason}
            onPress={() => {
              setStopping(true);
            }}
          >
            Stop…
          </Button>
        ) : (
          <Button
            key="start"
            look="primary"
            disabledReason={disabledReason}
            onPress={() => {
              announced(startStrategy(strategy.strategy));
            }}
          >
            Start
          </Button>
        )}
      </div>
      {held.map((why) => (
        <p key={why} className="tone-warn" data-testid="strategy-held">
          {sentence(why)}
        </p>
      ))}
      <p className="dim">{strategy.description}</p>
      <p className="dim">
        {counted(strategy.signals, 'signal')}
        {strategy.lastSignalAt !== undefined &&
          `, the last one at ${clockTime(strategy.lastSignalAt)} ${timesZone()}`}
      </p>
      {stopping && (
        <ReasonDialog
          reasons={reasonsFor('strategy')}
          danger
          title={`Stop strategy ${strategy.strategy}`}
          confirm="Stop it"
          onConfirm={(reason) => stopStrategy(strategy.strategy, reason)}
          onClose={() => {
            setStopping(false);
          }}
        >
          <p>It sends no more signals. Orders that are working stay working.</p>
        </ReasonDialog>
      )}
    </li>
  );
}

export function Replay() {
  const sample = useDesk((store) => store.desk?.sampleSignals);
  const disabledReason = useWhyNoCommand('trade');
  return (
    <Panel title="Replay a file of signals" className="replay">
      <div className="panel-body">
        <p>
          The sample that comes with the console:{' '}
          <span className="mono path" title={sample}>
            {sample?.split(/[/\\]/).at(-1) ?? '…'}
          </span>
        </p>
        <div className="buttons">
          <Button
            look="primary"
            disabledReason={disabledReason}
            onPress={() => {
              announced(replaySample());
            }}
          >
            Replay the sample
          </Button>
          <Button
            disabledReason={disabledReason}
            title="Another file of signals, NDJSON or CSV, which is replayed as soon as it is chosen"
            onPress={() => {
              announced(replayChosenFile());
            }}
          >
            Choose a file…
          </Button>
        </div>
        <p className="dim">
          Another file is NDJSON or CSV, and is replayed as soon as it is chosen. A signal that was taken
          before is not taken again: the same file twice makes no new order.
        </p>
      </div>
    </Panel>
  );
}
