/** The engine's end of the api. It parses every input, answers with a Reply, and never throws. */
import { z } from 'zod';
import { tableOf } from '../../shared/kernel/records.ts';
import {
  apiMethods,
  schemasOfCall,
  type ApiMethod,
  type ApiOutput,
  type ServedApi,
} from '../../shared/contract/api.ts';
import type { FaultView, Reply } from '../../shared/contract/faults.ts';
import type { Actor } from '../../shared/kernel/ids.ts';
import { neededRight } from '../../shared/contract/neededRights.ts';
import { faultOfRefusal, internalFault } from './views/faultView.ts';
import { alertCalls } from './calls/methods/alertCalls.ts';
import { leaseCalls } from './calls/methods/leaseCalls.ts';
import { configurationCalls } from './calls/methods/configurationCalls.ts';
import { deskCalls } from './calls/methods/deskCalls.ts';
import { eventCalls } from './calls/methods/eventCalls.ts';
import { fixCalls } from './calls/methods/fixCalls.ts';
import type { CallContext, Handlers } from './calls/handlers.ts';
import { jobCalls } from './calls/methods/jobCalls.ts';
import { limitCalls } from './calls/methods/limitCalls.ts';
import { operatorCalls } from './calls/methods/operatorCalls.ts';
import { producerCalls } from './calls/methods/producerCalls.ts';
import { orderCalls } from './calls/methods/orderCalls.ts';
import { pastCalls } from './calls/methods/pastCalls.ts';
import { recoveryCalls } from './calls/methods/recoveryCalls.ts';
import { resilienceCalls } from './calls/methods/resilienceCalls.ts';
import { signalCalls } from './calls/methods/signalCalls.ts';
import { strategyCalls } from './calls/methods/strategyCalls.ts';
import { ticketCalls } from './calls/methods/ticketCalls.ts';
import { tradingCalls } from './calls/methods/tradingCalls.ts';

/** What the calls of a door need. */
export type DoorContext = Omit<CallContext, 'actor'>;

const explanationLengthMax = 1_000;

/** The calls of one door. Each call acts in the name of the person who is logged in there when the call comes. */
export function createApi(context: DoorContext): ServedApi {
  let handlers: Handlers | undefined;
  let actor: Actor | undefined;
  const handlersNow = (): Handlers => {
    const now = context.session.actor;
    if (handlers === undefined || now !== actor) handlers = handlersOf({ ...context, actor: now });
    actor = now;
    return handlers;
  };
  const api = tableOf(apiMethods, (method) => guarded(method, handlersNow, context));
  // Without a prototype a message can only name the api's methods.
  Object.setPrototypeOf(api, null);
  // Each call answers with the output of its own method.
  return Object.freeze(api) as ServedApi;
}

function handlersOf(context: CallContext): Handlers {
  return {
    ...deskCalls(context),
    ...configurationCalls(context),
    ...leaseCalls(context),
    ...alertCalls(context),
    ...orderCalls(context),
    ...eventCalls(context),
    ...signalCalls(context),
    ...pastCalls(context),
    ...ticketCalls(context),
    ...recoveryCalls(context),
    ...resilienceCalls(context),
    ...tradingCalls(context),
    ...limitCalls(context),
    ...strategyCalls(context),
    ...fixCalls(context),
    ...jobCalls(context),
    ...operatorCalls(context),
    ...producerCalls(context),
  };
}

function guarded<M extends ApiMethod>(method: M, handlersNow: () => Handlers, context: DoorContext) {
  return async (input: unknown): Promise<Reply<ApiOutput<M>>> => {
    try {
      const parsed = schemasOfCall(method).input.safeParse(input);
      if (!parsed.success) return { ok: false, fault: invalidInput(method, parsed.error) };
      const right = neededRight(method, parsed.data);
      const admitted = context.runtime.engine.operators.admit(context.session.actor, method, right);
      if (!admitted.ok) return { ok: false, fault: faultOfRefusal(admitted.error) };
      return await handlersNow()[method](parsed.data);
    } catch (error) {
      context.ports.logger.log('error', 'a call from the window failed', {
        method,
        error: String(error),
      });
      return { ok: false, fault: internalFault(error) };
    }
  };
}

function invalidInput(method: ApiMethod, error: z.ZodError): FaultView {
  const explanation = z.prettifyError(error).slice(0, explanationLengthMax);
  return { code: 'invalid_message', message: `The input of ${method} was refused: ${explanation}` };
}
