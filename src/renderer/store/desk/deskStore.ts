/** The desk's accounts, venues, instruments and strategies. The window asks for them once per connection. */
import { create } from 'zustand';
import type { DeskInfo } from '../../../shared/contract/api.ts';
import { placesOf } from '../../format/decimals.ts';
import { call } from '../link/engineLink.ts';

interface DeskStore {
  readonly desk: DeskInfo | undefined;
}

export const useDesk = create<DeskStore>(() => ({ desk: undefined }));

/** How many decimal places a symbol's prices have, by its tick; 0 while the symbol is not known. */
export function pricePlaces(desk: DeskInfo | undefined, symbol: string): number {
  return placesOf(desk?.instruments.find((instrument) => instrument.symbol === symbol)?.tickSize ?? '1');
}

const noInstruments: DeskInfo['instruments'] = [];

/** The desk's instruments; none before it has answered. */
export function useInstruments(): DeskInfo['instruments'] {
  return useDesk((store) => store.desk?.instruments ?? noInstruments);
}

export function usePricePlaces(): (symbol: string) => number {
  const desk = useDesk((store) => store.desk);
  return (symbol) => pricePlaces(desk, symbol);
}

const askAgainMs = 2_000;

export async function loadDesk(): Promise<void> {
  const reply = await call('getDeskInfo', {});
  if (reply.ok) {
    useDesk.setState({ desk: reply.value });
    return;
  }
  if (reply.fault.code === 'engine_gone' || reply.fault.code === 'reconnected') return;
  setTimeout(() => void loadDesk(), askAgainMs);
}
