/** The calls about the configuration: reading it again, and judging and changing its file. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import type { Reply } from '../../../../shared/contract/faults.ts';
import { failed, faultView, replied } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';

type Methods = 'getConfiguration' | 'checkConfiguration' | 'putConfiguration' | 'reloadConfiguration';

export function configurationCalls({ runtime, actor }: CallContext): Handlers<Methods> {
  const { editor } = runtime;
  return {
    getConfiguration: () => answered(editor.view()),
    checkConfiguration: ({ text }) => answered(editor.check(text)),
    putConfiguration: async ({ reason, ...put }) => answered(await editor.put(put, { actor, reason })),
    reloadConfiguration: async ({ reason }) => {
      const reloaded = await runtime.reloadConfiguration({ actor, reason });
      if (!reloaded.ok) return failed(faultView(reloaded.error));
      return replied({ changes: reloaded.value.changes.map((change) => ({ ...change })) });
    },
  };
}

function answered<T>(result: Result<T, Fault>): Reply<T> {
  return result.ok ? replied(result.value) : failed(faultView(result.error));
}
