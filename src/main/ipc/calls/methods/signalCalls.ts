/** The queries of the signals screen. */
import { failed, replied } from '../../views/faultView.ts';
import { signalRow } from '../../views/signalRow.ts';
import type { CallContext, Handlers } from '../handlers.ts';

type Methods = 'listSignals' | 'getSignal';

export function signalCalls({ runtime }: CallContext): Handlers<Methods> {
  const { search } = runtime;
  return {
    listSignals: async ({ positions }) => {
      const { value } = await search.askSignals('signalRows', positions);
      return replied({ rows: value.map(signalRow) });
    },
    getSignal: async ({ signalId }) => {
      const { value } = await search.askSignals('signal', signalId);
      if (value !== undefined) return replied(signalRow(value));
      return failed({ code: 'signal_unknown', message: `There is no signal ${signalId} on record.` });
    },
  };
}
