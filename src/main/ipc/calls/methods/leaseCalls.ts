/** The call about the lease on the record. */
import { failed, faultView, replied } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

export function leaseCalls({ runtime, actor }: CallContext): Handlers<'handOver'> {
  return {
    handOver: async ({ reason }) => {
      const done = await runtime.handOver({ actor, reason });
      return done.ok ? replied({}) : failed(faultView(done.error));
    },
  };
}
