/** Every received signal, the sources of signals, and long work with them. */
import { useUi, chooseSignal } from '../../store/window/uiStore.ts';
import { newestFirst } from './signalSort.ts';
import { plainLayout, useGridLayout } from '../../ui/grid/useGridLayout.ts';
import { Jobs } from './Jobs.tsx';
import { Maintenance } from './Maintenance.tsx';
import { SignalPanel } from './SignalPanel.tsx';
import { Replay, Strategies } from './SignalSources.tsx';
import { SignalTable } from './SignalTable.tsx';
import { useSignalRows } from './useSignalRows.ts';

const firstLayout = { ...plainLayout, sorting: newestFirst };

export function SignalsScreen() {
  const filter = useUi((ui) => ui.signalsFilter);
  const chosen = useUi((ui) => ui.chosenSignal);
  const ofLayout = useGridLayout(firstLayout);
  const signals = useSignalRows(filter, ofLayout.layout.sorting, chosen);
  return (
    <div className="signals">
      <SignalTable filter={filter} signals={signals} {...ofLayout} chosen={chosen} onChoose={chooseSignal} />
      {chosen !== undefined && (
        <SignalPanel
          row={signals.row}
          onClose={() => {
            chooseSignal(undefined);
          }}
        />
      )}
      <div className="signal-work">
        <Strategies />
        <Replay />
        <Jobs />
        <Maintenance />
      </div>
    </div>
  );
}
