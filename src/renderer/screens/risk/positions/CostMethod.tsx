/** Chooses the method by which cost, realized and open profit are: the average, or the oldest lots first. */
import type { PositionRow } from '../../../../shared/contract/positions.ts';
import { changeSettings, useSettings } from '../../../store/settings/settingsStore.ts';
import { SegmentedControl, type Segment } from '../../../ui/controls/SegmentedControl.tsx';
import { namesOf } from '../../../../shared/kernel/names.ts';

type Method = PositionRow['method'];

const methods: Readonly<Record<Method, Omit<Segment<Method>, 'value'>>> = {
  average: { label: 'Average cost', title: 'All that is held has one cost, the average' },
  fifo: { label: 'FIFO', title: 'What was opened first is closed first' },
};
const segments = namesOf(methods).map((value) => ({ value, ...methods[value] }));

/** The method that the operator has chosen, or else the desk's, which the rows tell. */
export function useCostMethod(rows: readonly PositionRow[] | undefined): Method {
  const chosen = useSettings((settings) => settings.costMethod);
  return chosen === 'desk' ? (rows?.[0]?.method ?? 'average') : chosen;
}

export function CostMethod({ method }: { readonly method: Method }) {
  return (
    <SegmentedControl
      compact
      name="Cost and profit by"
      segments={segments}
      value={method}
      onChange={(costMethod) => {
        changeSettings({ costMethod });
      }}
    />
  );
}
