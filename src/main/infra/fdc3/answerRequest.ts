/**
 * Decides what the console does with a request of another desktop agent: an answer at once, or a question to its
 * window.
 */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { readContext, type ContextFacts } from './readContext.ts';
import type { AgentRequest, AnsweredType, ReceivedContext, RequestSource } from './receivedMessages.ts';
import {
  appId,
  appIntent,
  errorPayload,
  identifier,
  metadata,
  viewOrders,
  viewOrdersContexts,
  type OpenError,
  type Own,
  type ResolveError,
} from './sentMessages.ts';

type Error = ReturnType<typeof errorPayload<ResolveError | OpenError>>;

/** An answer's payload, by the type of its request. */
interface Payloads {
  readonly findInstancesRequest: { readonly appIdentifiers: readonly ReturnType<typeof identifier>[] };
  readonly findIntentRequest: { readonly appIntent: ReturnType<typeof appIntent> };
  readonly findIntentsByContextRequest: { readonly appIntents: readonly ReturnType<typeof appIntent>[] };
  readonly getAppMetadataRequest: { readonly appMetadata: ReturnType<typeof metadata> };
  readonly openRequest: never;
  readonly raiseIntentRequest: never;
}

export type Reaction =
  | {
      readonly kind: 'answer';
      readonly type: AnsweredType;
      readonly requestUuid: string;
      readonly payload: Payloads[AnsweredType] | Error;
    }
  | {
      readonly kind: 'broadcast';
      readonly channelId: string;
      readonly facts: ContextFacts;
      readonly source: RequestSource;
    }
  /** The window must be asked before an answer can be given. */
  | {
      readonly kind: 'raise' | 'open';
      readonly requestUuid: string;
      readonly facts: ContextFacts | undefined;
      readonly source: RequestSource;
    };

export function reactTo(request: AgentRequest, own: Own): Reaction {
  const { requestUuid, source } = request.meta;
  if (request.type === 'broadcastRequest') {
    const { channelId, context } = request.payload;
    return { kind: 'broadcast', channelId, facts: readContext(context), source };
  }
  const { type } = request;
  const answered = (payload: Payloads[AnsweredType] | Error): Reaction => ({
    kind: 'answer',
    type,
    requestUuid,
    payload,
  });
  const refused = (error: ResolveError | OpenError): Reaction => answered(errorPayload(error));
  switch (request.type) {
    case 'findInstancesRequest':
      if (request.payload.app.appId !== appId) return refused('NoAppsFound');
      return answered({ appIdentifiers: [identifier(own)] });
    case 'findIntentRequest': {
      const { intent, context, resultType } = request.payload;
      const isOurs = intent === viewOrders && (context === undefined || isTaken(context));
      return isOurs && resultType === undefined
        ? answered({ appIntent: appIntent(own) })
        : refused('NoAppsFound');
    }
    case 'findIntentsByContextRequest': {
      const { context, resultType } = request.payload;
      return isTaken(context) && resultType === undefined
        ? answered({ appIntents: [appIntent(own)] })
        : refused('NoAppsFound');
    }
    case 'getAppMetadataRequest': {
      const fault = whyNotTarget(request.payload.app, own);
      return fault === undefined ? answered({ appMetadata: metadata(own) }) : refused(fault);
    }
    case 'openRequest': {
      const { app, context } = request.payload;
      if (app.appId !== appId) return refused('AppNotFound');
      const facts = context && readContext(context);
      if (facts?.kind === 'malformed') return refused('MalformedContext');
      return { kind: 'open', requestUuid, facts, source };
    }
    case 'raiseIntentRequest': {
      const { intent, context, app } = request.payload;
      const fault = whyNotTarget(app, own);
      if (fault !== undefined) return refused(fault);
      if (intent !== viewOrders || !isTaken(context)) return refused('NoAppsFound');
      const facts = readContext(context);
      if (facts.kind === 'malformed') return refused('MalformedContext');
      return { kind: 'raise', requestUuid, facts, source };
    }
    default:
      return assertNever(request);
  }
}

function isTaken({ type }: ReceivedContext): boolean {
  return viewOrdersContexts.has(type);
}

function whyNotTarget(
  app: { readonly appId: string; readonly instanceId?: string | undefined },
  own: Own,
): ResolveError | undefined {
  if (app.appId !== appId) return 'TargetAppUnavailable';
  // Without an instance the standard asks for a new one. There is only one console, so that one answers.
  return app.instanceId === undefined || app.instanceId === own.instanceId
    ? undefined
    : 'TargetInstanceUnavailable';
}
