/** Messages against what FINOS publishes for FDC3 2.2: the types, the JSON schemas, and the standard's own examples. */
import type { Instrument } from '@finos/fdc3-context';
import type { BridgingTypes } from '@finos/fdc3-schema';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { userChannelIds } from '../../../shared/kernel/userChannels.ts';
import { reactTo } from './answerRequest.ts';
import { readContext } from './readContext.ts';
import { readMessage } from './readMessage.ts';
import type {
  AgentRequest,
  authenticationFailedSchema,
  connectedAgentsUpdateSchema,
  contextSchema,
  helloSchema,
  requestSchemas,
} from './receivedMessages.ts';
import {
  answer,
  answerTypes,
  appIntent,
  errorPayload,
  handshake,
  identifier,
  metadata,
} from './sentMessages.ts';
import { faultsBy } from './testing/publishedSchemas.ts';
import * as samples from './testing/samples.ts';
import type { OnWire } from './testing/samples.ts';

const own = { version: '0.1.0', instanceId: '7f1c1c1e-0000-4000-8000-000000000001' };
const stamp = { uuid: '7f1c1c1e-0000-4000-8000-000000000002', timestamp: '2026-11-30T09:31:07.412Z' };

it('whatever the published types let a bridge send fits what the door takes', () => {
  expectTypeOf<OnWire<BridgingTypes.ConnectionStep2Hello>>().toExtend<z.input<typeof helloSchema>>();
  expectTypeOf<OnWire<BridgingTypes.ConnectionStep4AuthenticationFailed>>().toExtend<
    z.input<typeof authenticationFailedSchema>
  >();
  expectTypeOf<OnWire<BridgingTypes.ConnectionStep6ConnectedAgentsUpdate>>().toExtend<
    z.input<typeof connectedAgentsUpdateSchema>
  >();
  type Taken<Type extends keyof typeof requestSchemas> = z.input<(typeof requestSchemas)[Type]>;
  expectTypeOf<OnWire<BridgingTypes.BroadcastBridgeRequest>>().toExtend<Taken<'broadcastRequest'>>();
  expectTypeOf<OnWire<BridgingTypes.FindInstancesBridgeRequest>>().toExtend<Taken<'findInstancesRequest'>>();
  expectTypeOf<OnWire<BridgingTypes.FindIntentBridgeRequest>>().toExtend<Taken<'findIntentRequest'>>();
  expectTypeOf<OnWire<BridgingTypes.FindIntentsByContextBridgeRequest>>().toExtend<
    Taken<'findIntentsByContextRequest'>
  >();
  expectTypeOf<OnWire<BridgingTypes.GetAppMetadataBridgeRequest>>().toExtend<
    Taken<'getAppMetadataRequest'>
  >();
  expectTypeOf<OnWire<BridgingTypes.OpenBridgeRequest>>().toExtend<Taken<'openRequest'>>();
  expectTypeOf<OnWire<BridgingTypes.RaiseIntentBridgeRequest>>().toExtend<Taken<'raiseIntentRequest'>>();
  expectTypeOf<Instrument>().toExtend<z.input<typeof contextSchema>>();
});

describe('every message that the console sends', () => {
  const shake = handshake(own, 'header.payload.signature', stamp);
  const error = <Type extends keyof typeof answerTypes>(type: Type) =>
    answer(answerTypes[type], 'r', errorPayload('MalformedMessage'), stamp);

  it('has the published type', () => {
    expectTypeOf(shake).toExtend<OnWire<BridgingTypes.ConnectionStep3Handshake>>();
    const found = answer('findIntentResponse', 'r', { appIntent: appIntent(own) }, stamp);
    expectTypeOf(found).toExtend<OnWire<BridgingTypes.FindIntentAgentResponse>>();
    const instances = answer('findInstancesResponse', 'r', { appIdentifiers: [identifier(own)] }, stamp);
    expectTypeOf(instances).toExtend<OnWire<BridgingTypes.FindInstancesAgentResponse>>();
    const described = answer('getAppMetadataResponse', 'r', { appMetadata: metadata(own) }, stamp);
    expectTypeOf(described).toExtend<OnWire<BridgingTypes.GetAppMetadataAgentResponse>>();
  });

  it.each<[schema: string, message: unknown]>([
    ['connectionStep3Handshake', shake],
    ['connectionStep3Handshake', handshake(own, undefined, stamp)],
    ['findIntentAgentResponse', answer('findIntentResponse', 'r', { appIntent: appIntent(own) }, stamp)],
    [
      'findIntentsByContextAgentResponse',
      answer('findIntentsByContextResponse', 'r', { appIntents: [appIntent(own)] }, stamp),
    ],
    [
      'findInstancesAgentResponse',
      answer('findInstancesResponse', 'r', { appIdentifiers: [identifier(own)] }, stamp),
    ],
    [
      'getAppMetadataAgentResponse',
      answer('getAppMetadataResponse', 'r', { appMetadata: metadata(own) }, stamp),
    ],
    ['openAgentResponse', answer('openResponse', 'r', { appIdentifier: identifier(own) }, stamp)],
    [
      'raiseIntentAgentResponse',
      answer(
        'raiseIntentResponse',
        'r',
        { intentResolution: { intent: 'ViewOrders', source: identifier(own) } },
        stamp,
      ),
    ],
    ['raiseIntentResultAgentResponse', answer('raiseIntentResultResponse', 'r', { intentResult: {} }, stamp)],
    [
      'raiseIntentResultAgentErrorResponse',
      answer('raiseIntentResultResponse', 'r', errorPayload('IntentHandlerRejected'), stamp),
    ],
    [
      'raiseIntentAgentErrorResponse',
      answer('raiseIntentResponse', 'r', errorPayload('IntentDeliveryFailed'), stamp),
    ],
    ['openAgentErrorResponse', answer('openResponse', 'r', errorPayload('ErrorOnLaunch'), stamp)],
    ['findInstancesAgentErrorResponse', error('findInstancesRequest')],
    ['findIntentAgentErrorResponse', error('findIntentRequest')],
    ['findIntentsByContextAgentErrorResponse', error('findIntentsByContextRequest')],
    ['getAppMetadataAgentErrorResponse', error('getAppMetadataRequest')],
    ['openAgentErrorResponse', error('openRequest')],
    ['raiseIntentAgentErrorResponse', error('raiseIntentRequest')],
  ])('passes the published schema %s', (schema, message) => {
    expect(faultsBy(schema, message)).toEqual([]);
  });

  it('tells of no context that was heard on a channel', () => {
    const { channelsState } = shake.payload;
    expect(Object.keys(channelsState)).toEqual(userChannelIds);
    expect(Object.values(channelsState).flat()).toEqual([]);
  });
});

describe('every message that a bridge sends', () => {
  it.each<[schema: string, message: { readonly type: string }]>([
    ['connectionStep2Hello', samples.hello({ authRequired: true, authToken: 'a.b.c' })],
    ['connectionStep4AuthenticationFailed', samples.authenticationFailed('no such key')],
    [
      'connectionStep6ConnectedAgentsUpdate',
      samples.agentsUpdate(['agent-A', 'Breakwater'], {
        addAgent: 'Breakwater',
        channelsState: { 'fdc3.channel.1': [samples.microsoft] },
      }),
    ],
    ['broadcastBridgeRequest', samples.broadcast(samples.microsoft)],
    ['findIntentBridgeRequest', samples.findIntent({ intent: 'ViewOrders', context: samples.microsoft })],
    ['findIntentBridgeRequest', samples.findIntent({ intent: 'StartChat', resultType: 'fdc3.chatRoom' })],
    ['findIntentsByContextBridgeRequest', samples.findIntentsByContext(samples.microsoft)],
    ['findInstancesBridgeRequest', samples.findInstances('Breakwater')],
    ['getAppMetadataBridgeRequest', samples.getAppMetadata({ appId: 'Breakwater' })],
    ['openBridgeRequest', samples.open('Breakwater', samples.microsoft)],
    ['raiseIntentBridgeRequest', samples.raiseIntent('ViewOrders', samples.microsoft)],
  ])('is taken in the form of %s', (schema, message) => {
    expect(faultsBy(schema, message)).toEqual([]);
    expect(readMessage(JSON.stringify(message))).toMatchObject({
      kind: 'message',
      message: { type: message.type },
    });
  });

  it('is taken with its source in a list, as the pages of the standard show it', () => {
    const message = samples.broadcast(samples.microsoft);
    const listed = { ...message, meta: { ...message.meta, source: [message.meta.source] } };
    expect(readMessage(JSON.stringify(listed))).toMatchObject({
      message: { meta: { source: samples.chart } },
    });
  });

  it.each<[what: string, text: string, why: RegExp]>([
    ['no JSON', '{', /no JSON/],
    ['another type', '{"type":"tradeRequest","payload":{},"meta":{}}', /type/],
    ['a key twice', '{"type":"hello","type":"hello"}', /stands twice/],
    ['an endless name', JSON.stringify(samples.broadcast({ type: 'x'.repeat(5_000) })), /context.type/],
    ['no source', JSON.stringify({ ...samples.findInstances('x'), meta: { requestUuid: 'r' } }), /meta/],
  ])('is told as wrong with %s', (_what, text, why) => {
    const read = readMessage(text);
    expect(read.kind === 'wrong' && read.why).toMatch(why);
  });

  it('of a private channel is let go', () => {
    expect(readMessage('{"type":"PrivateChannel.onDisconnect","payload":{},"meta":{}}').kind).toBe('unused');
  });
});

describe('a request', () => {
  const react = (message: unknown) => {
    const read = readMessage(JSON.stringify(message));
    if (read.kind !== 'message') throw new Error(JSON.stringify(read));
    return reactTo(read.message as AgentRequest, own);
  };
  const app = { appId: 'Breakwater', instanceId: own.instanceId };

  it.each<[what: string, message: unknown, payload: unknown]>([
    [
      'for ViewOrders finds the app',
      samples.findIntent({ intent: 'ViewOrders' }),
      { appIntent: appIntent(own) },
    ],
    [
      'for ViewOrders of a person finds the app',
      samples.findIntent({ intent: 'ViewOrders', context: { type: 'fdc3.contact' } }),
      { appIntent: appIntent(own) },
    ],
    [
      'for ViewOrders of something else finds nothing',
      samples.findIntent({ intent: 'ViewOrders', context: { type: 'fdc3.chart' } }),
      { error: 'NoAppsFound' },
    ],
    [
      'for ViewOrders with a result finds nothing',
      samples.findIntent({ intent: 'ViewOrders', resultType: 'fdc3.order' }),
      { error: 'NoAppsFound' },
    ],
    [
      'for another intent finds nothing',
      samples.findIntent({ intent: 'CreateOrder' }),
      { error: 'NoAppsFound' },
    ],
    [
      'for what takes an instrument finds the app',
      samples.findIntentsByContext(samples.microsoft),
      { appIntents: [appIntent(own)] },
    ],
    ['for instances names the one', samples.findInstances('Breakwater'), { appIdentifiers: [app] }],
    ['for instances of others finds nothing', samples.findInstances('Other'), { error: 'NoAppsFound' }],
    ['for metadata is answered', samples.getAppMetadata(app), { appMetadata: metadata(own) }],
    [
      'for metadata of an instance that is gone is refused',
      samples.getAppMetadata({ ...app, instanceId: 'old' }),
      { error: 'TargetInstanceUnavailable' },
    ],
    ['to open another app is refused', samples.open('Other'), { error: 'AppNotFound' }],
    [
      'to open with an instrument without id is refused',
      samples.open('Breakwater', { type: 'fdc3.instrument' }),
      { error: 'MalformedContext' },
    ],
    [
      'to raise another intent is refused',
      samples.raiseIntent('CreateOrder', samples.microsoft),
      { error: 'NoAppsFound' },
    ],
    [
      'to raise an intent with another app is refused',
      samples.raiseIntent('ViewOrders', samples.microsoft, { appId: 'Other' }),
      { error: 'TargetAppUnavailable' },
    ],
  ])('%s', (_what, message, payload) => {
    expect(react(message)).toMatchObject({ kind: 'answer', payload });
  });

  it('to raise ViewOrders waits for the window', () => {
    expect(react(samples.raiseIntent('ViewOrders', samples.microsoft))).toMatchObject({
      kind: 'raise',
      facts: { kind: 'instrument', ids: { ticker: 'MSFT', RIC: 'MSFT.OQ', ISIN: 'US5949181045' } },
    });
  });
});

it('an instrument whose identifier is no text is malformed, and other fields do not matter', () => {
  const context = { type: 'fdc3.instrument', id: { ticker: 5 } };
  expect(readContext(context)).toMatchObject({
    kind: 'malformed',
    why: expect.stringContaining('id.ticker') as string,
  });
  expect(readContext({ type: 'fdc3.instrument', id: { own: 5 } })).toMatchObject({
    kind: 'instrument',
    ids: {},
  });
});
