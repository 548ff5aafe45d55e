/** Messages of a bridge in the form of the standard's own examples. */
import { randomUUID } from 'node:crypto';
import type { BridgingTypes } from '@finos/fdc3-schema';
import type { Instrument } from '@finos/fdc3-context';

/** A published type as it goes over the wire, where an instant is a text. */
export type OnWire<T> = T extends Date ? string : T extends object ? { [Key in keyof T]: OnWire<T[Key]> } : T;

const timestamp = '2026-11-30T09:31:07.412Z';
export const chart = { appId: 'ChartApp', instanceId: 'c6ad5174', desktopAgent: 'agent-A' };
const requestMeta = () => ({ requestUuid: randomUUID(), timestamp, source: chart });
const stepMeta = () => ({ requestUuid: randomUUID(), responseUuid: randomUUID(), timestamp });

export function instrument(ticker: string): Instrument {
  return { type: 'fdc3.instrument', name: `The ${ticker} company`, id: { ticker } };
}

/** The example of the published schema of fdc3.instrument. */
export const microsoft: Instrument = {
  type: 'fdc3.instrument',
  name: 'Microsoft',
  id: { ticker: 'MSFT', RIC: 'MSFT.OQ', ISIN: 'US5949181045' },
  market: { MIC: 'XNAS' },
};

type Hello = OnWire<BridgingTypes.ConnectionStep2Hello>;
export function hello(payload: Partial<Hello['payload']> = {}): Hello {
  return {
    type: 'hello',
    payload: {
      desktopAgentBridgeVersion: '1.0.0',
      supportedFDC3Versions: ['2.1', '2.2'],
      authRequired: false,
      ...payload,
    },
    meta: { timestamp },
  };
}

export function authenticationFailed(
  message: string,
): OnWire<BridgingTypes.ConnectionStep4AuthenticationFailed> {
  return { type: 'authenticationFailed', payload: { message }, meta: stepMeta() };
}

type AgentsUpdate = OnWire<BridgingTypes.ConnectionStep6ConnectedAgentsUpdate>;
export function agentsUpdate(
  names: readonly string[],
  payload: Partial<AgentsUpdate['payload']>,
  requestUuid: string = randomUUID(),
): AgentsUpdate {
  return {
    type: 'connectedAgentsUpdate',
    payload: {
      allAgents: names.map((desktopAgent) => ({
        desktopAgent,
        fdc3Version: '2.2',
        provider: desktopAgent,
        optionalFeatures: {
          OriginatingAppMetadata: true,
          UserChannelMembershipAPIs: true,
          DesktopAgentBridging: true,
        },
      })),
      ...payload,
    },
    meta: { ...stepMeta(), requestUuid },
  };
}

export function broadcast(
  context: BridgingTypes.Context,
  channelId = 'fdc3.channel.1',
): OnWire<BridgingTypes.BroadcastBridgeRequest> {
  return { type: 'broadcastRequest', payload: { channelId, context }, meta: requestMeta() };
}

export function findIntent(
  payload: BridgingTypes.FindIntentBridgeRequestPayload,
): OnWire<BridgingTypes.FindIntentBridgeRequest> {
  return { type: 'findIntentRequest', payload, meta: requestMeta() };
}

export function findIntentsByContext(
  context: BridgingTypes.Context,
): OnWire<BridgingTypes.FindIntentsByContextBridgeRequest> {
  return { type: 'findIntentsByContextRequest', payload: { context }, meta: requestMeta() };
}

export function findInstances(appId: string): OnWire<BridgingTypes.FindInstancesBridgeRequest> {
  return { type: 'findInstancesRequest', payload: { app: { appId } }, meta: requestMeta() };
}

const aimed = (app: { readonly appId: string; readonly instanceId?: string }) => ({
  ...app,
  desktopAgent: 'Breakwater',
});

export function getAppMetadata(app: {
  readonly appId: string;
  readonly instanceId?: string;
}): OnWire<BridgingTypes.GetAppMetadataBridgeRequest> {
  const target = aimed(app);
  return {
    type: 'getAppMetadataRequest',
    payload: { app: target },
    meta: { ...requestMeta(), destination: target },
  };
}

export function open(
  appId: string,
  context?: BridgingTypes.Context,
): OnWire<BridgingTypes.OpenBridgeRequest> {
  const target = aimed({ appId });
  return {
    type: 'openRequest',
    payload: { app: target, ...(context !== undefined && { context }) },
    meta: { ...requestMeta(), destination: target },
  };
}

export function raiseIntent(
  intent: string,
  context: BridgingTypes.Context,
  app: { readonly appId: string; readonly instanceId?: string } = { appId: 'Breakwater' },
): OnWire<BridgingTypes.RaiseIntentBridgeRequest> {
  const target = aimed(app);
  return {
    type: 'raiseIntentRequest',
    payload: { intent, context, app: target },
    meta: { ...requestMeta(), destination: target },
  };
}
