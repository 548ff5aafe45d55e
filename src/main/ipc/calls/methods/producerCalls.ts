/** The calls that give programs tokens for the doors of signals. A token is shown only once. */
import { settled, failed, faultOfRefusal, replied } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

type Methods = 'listProducers' | 'addProducer' | 'rotateProducer' | 'removeProducer';

export function producerCalls({ runtime, actor }: CallContext): Handlers<Methods> {
  const { producers } = runtime.engine;
  return {
    listProducers: () =>
      replied({
        producers: Array.from(
          producers.all().values(),
          ({ name, strategies, accounts, ofOperator, old, credential }) => ({
            producer: name,
            works: producers.holderOf(credential) !== undefined,
            ...(strategies && { strategies: [...strategies] }),
            ...(accounts && { accounts: [...accounts] }),
            ...(ofOperator && { ofOperator }),
            ...(old && { oldUntil: old.until }),
          }),
        ),
      }),
    async addProducer({ producer, strategies, accounts, reason }) {
      const { token, credential } = runtime.tokens.make();
      const own = { ...(strategies && { strategies }), ...(accounts && { accounts }) };
      const added = await producers.add(producer, { ...own, credential }, { actor, reason });
      return added.ok ? replied({ token }) : failed(faultOfRefusal(added.error));
    },
    async rotateProducer({ producer, oldMinutes, reason }) {
      const { token, credential } = runtime.tokens.make();
      const rotated = await producers.rotate(producer, { credential, oldMinutes }, { actor, reason });
      return rotated.ok ? replied({ token, oldUntil: rotated.value }) : failed(faultOfRefusal(rotated.error));
    },
    removeProducer: async ({ producer, reason }) =>
      settled(await producers.remove(producer, { actor, reason })),
  };
}
