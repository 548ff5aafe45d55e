/** What the console sends to a bridge: its handshake and its answers. It asks nothing and broadcasts nothing. */
import { userChannelIds } from '../../../shared/kernel/userChannels.ts';
import type { AnsweredType } from './receivedMessages.ts';

/** The one app of this desktop agent. */
export const appId = 'Breakwater';
const title = 'Breakwater';
const description =
  'Operator console of a trading desk: it shows orders, and takes a symbol into its ticket.';
/** The one intent that the console handles. */
export const viewOrders = 'ViewOrders';
/** The contexts that the standard names for ViewOrders. */
export const viewOrdersContexts: ReadonlySet<string> = new Set([
  'fdc3.instrument',
  'fdc3.contact',
  'fdc3.organization',
]);
export const fdc3Version = '2.2';

/** Errors from the standard's enumerations, each where the standard allows it. */
export type ResolveError =
  | 'IntentDeliveryFailed'
  | 'MalformedContext'
  | 'NoAppsFound'
  | 'TargetAppUnavailable'
  | 'TargetInstanceUnavailable';
export type OpenError = 'AppNotFound' | 'ErrorOnLaunch' | 'MalformedContext';
type WireError = ResolveError | OpenError | 'IntentHandlerRejected' | 'MalformedMessage';

export interface Stamp {
  /** A random UUID. */
  readonly uuid: string;
  /** ISO 8601 in UTC. */
  readonly timestamp: string;
}

export interface Own {
  readonly version: string;
  /** The id of this run. */
  readonly instanceId: string;
}

export type AnswerType =
  | 'findInstancesResponse'
  | 'findIntentResponse'
  | 'findIntentsByContextResponse'
  | 'getAppMetadataResponse'
  | 'openResponse'
  | 'raiseIntentResponse'
  | 'raiseIntentResultResponse';

export function handshake({ version }: Own, token: string | undefined, stamp: Stamp) {
  return {
    type: 'handshake' as const,
    payload: {
      implementationMetadata: {
        fdc3Version,
        provider: title,
        providerVersion: version,
        optionalFeatures: {
          OriginatingAppMetadata: true,
          UserChannelMembershipAPIs: true,
          DesktopAgentBridging: true,
        },
      },
      requestedName: appId,
      // The console never broadcasts, so its channels are empty, whatever it has heard on them.
      channelsState: Object.fromEntries(userChannelIds.map((id) => [id, []])),
      ...(token !== undefined && { authToken: token }),
    },
    meta: { requestUuid: stamp.uuid, timestamp: stamp.timestamp },
  };
}

export function answer<Type extends AnswerType, Payload>(
  type: Type,
  requestUuid: string,
  payload: Payload,
  stamp: Stamp,
) {
  return { type, payload, meta: { requestUuid, responseUuid: stamp.uuid, timestamp: stamp.timestamp } };
}

export const answerTypes: Readonly<Record<AnsweredType, AnswerType>> = {
  findInstancesRequest: 'findInstancesResponse',
  findIntentRequest: 'findIntentResponse',
  findIntentsByContextRequest: 'findIntentsByContextResponse',
  getAppMetadataRequest: 'getAppMetadataResponse',
  openRequest: 'openResponse',
  raiseIntentRequest: 'raiseIntentResponse',
};

export function errorPayload<E extends WireError>(error: E): { readonly error: E } {
  return { error };
}

export function identifier({ instanceId }: Own) {
  return { appId, instanceId };
}

export function metadata(own: Own) {
  return { ...identifier(own), name: title, version: own.version, title, description };
}

/** The app as one that handles ViewOrders. */
export function appIntent(own: Own) {
  return { intent: { name: viewOrders }, apps: [metadata(own)] };
}
