/** The positions, live, by the method of cost that the operator has chosen. */
import { useMemo } from 'react';
import { positionKey, type PositionRow } from '../../../../shared/contract/positions.ts';
import { subscribe } from '../../../store/link/engineLink.ts';
import { useSettings } from '../../../store/settings/settingsStore.ts';
import { useLiveRows, type LiveRows, type RowsTopic } from '../rows/useLiveRows.ts';

export function usePositions(): LiveRows<PositionRow> {
  const method = useSettings((settings) => settings.costMethod);
  const topic = useMemo<RowsTopic<PositionRow>>(
    () => ({
      subscribe: (handlers) => subscribe('positions', method === 'desk' ? {} : { method }, handlers),
      keyOf: positionKey,
    }),
    [method],
  );
  return useLiveRows(topic);
}
