/** While the past is shown, no call that acts leaves the window: what the operator sees is not what it would act on. */
import type { ApiInput, ApiMethod } from '../../../shared/contract/api.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import { neededRight } from '../../../shared/contract/neededRights.ts';
import { usePast } from './pastStore.ts';

export function pastRefusal<M extends ApiMethod>(method: M, input: ApiInput<M>): FaultView | undefined {
  const { at } = usePast.getState();
  if (at === undefined) return undefined;
  const right = neededRight(method, input);
  if (right === 'view' || right === 'enter') return undefined;
  const message = `The window shows the desk as of position ${at}: go back to live before you act.`;
  return { code: 'in_the_past', message, details: { method } };
}
