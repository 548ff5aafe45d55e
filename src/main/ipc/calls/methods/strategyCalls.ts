/** Starts and stops strategies. */
import { failed, faultOfRefusal, replied } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

type Methods = 'startStrategy' | 'stopStrategy';

export function strategyCalls({ runtime, actor }: CallContext): Handlers<Methods> {
  return {
    startStrategy: async ({ strategy }) => {
      const result = await runtime.strategies.start(strategy, { actor });
      return result.ok ? replied({}) : failed(faultOfRefusal(result.error));
    },
    stopStrategy: async ({ strategy, reason }) => {
      const result = await runtime.strategies.stop(strategy, { actor, reason });
      return result.ok ? replied({}) : failed(faultOfRefusal(result.error));
    },
  };
}
