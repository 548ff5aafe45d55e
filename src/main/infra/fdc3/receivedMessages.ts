/**
 * What a bridge of FDC3 2.2 may send to a desktop agent: Desktop Agent Bridging, connection steps 2, 4 and 6, and the
 * requests of other agents. Every message is checked here. Unknown fields are ignored, and texts have a bound.
 */
import { z } from 'zod';

const textLengthMax = 500;
const listLengthMax = 1_000;
const keysMax = 200;

const text = z.string().max(textLengthMax);
/** A name that is shown. */
const name = text.min(1);

/** The identifiers of a context are texts by the standard, but programs send more. */
export const contextSchema = z.object({
  type: name,
  name: text.optional(),
  id: z
    .record(text, z.unknown())
    .refine((id) => Object.keys(id).length <= keysMax, `more than ${keysMax} identifiers`)
    .optional(),
});
export type ReceivedContext = z.infer<typeof contextSchema>;

const app = z.object({
  appId: name,
  instanceId: text.optional(),
  desktopAgent: text.optional(),
});

const source = z.object({
  desktopAgent: name,
  appId: text.optional(),
  instanceId: text.optional(),
});
export type RequestSource = z.infer<typeof source>;

const requestMeta = z.object({
  requestUuid: name,
  timestamp: text,
  /** The pages of the standard show some sources in a list of one, which its schemas do not allow. */
  source: z.union([source, z.tuple([source]).transform(([only]) => only)]),
});

const stepMeta = z.object({ requestUuid: name, responseUuid: text, timestamp: text });

const channelsState = z
  .record(text, z.array(contextSchema).max(listLengthMax))
  .refine((channels) => Object.keys(channels).length <= listLengthMax, `more than ${listLengthMax} channels`);

const agent = z.object({ desktopAgent: name, provider: text, fdc3Version: text });

function request<Type extends string, Payload extends z.ZodType>(type: Type, payload: Payload) {
  return z.object({ type: z.literal(type), payload, meta: requestMeta });
}

export const helloSchema = z.object({
  type: z.literal('hello'),
  payload: z.object({
    desktopAgentBridgeVersion: name,
    supportedFDC3Versions: z.array(text).max(listLengthMax),
    authRequired: z.boolean(),
    authToken: z.string().optional(),
  }),
  meta: z.object({ timestamp: text }),
});

export const authenticationFailedSchema = z.object({
  type: z.literal('authenticationFailed'),
  payload: z.object({ message: text.optional() }).optional(),
  meta: stepMeta,
});

export const connectedAgentsUpdateSchema = z.object({
  type: z.literal('connectedAgentsUpdate'),
  payload: z.object({
    addAgent: name.optional(),
    removeAgent: name.optional(),
    allAgents: z.array(agent).max(listLengthMax),
    channelsState: channelsState.optional(),
  }),
  meta: stepMeta,
});

export const requestSchemas = {
  broadcastRequest: request('broadcastRequest', z.object({ channelId: name, context: contextSchema })),
  findInstancesRequest: request('findInstancesRequest', z.object({ app })),
  findIntentRequest: request(
    'findIntentRequest',
    z.object({ intent: name, context: contextSchema.optional(), resultType: text.optional() }),
  ),
  findIntentsByContextRequest: request(
    'findIntentsByContextRequest',
    z.object({ context: contextSchema, resultType: text.optional() }),
  ),
  getAppMetadataRequest: request('getAppMetadataRequest', z.object({ app })),
  openRequest: request('openRequest', z.object({ app, context: contextSchema.optional() })),
  raiseIntentRequest: request('raiseIntentRequest', z.object({ intent: name, context: contextSchema, app })),
};

export const receivedSchema = z.discriminatedUnion('type', [
  helloSchema,
  authenticationFailedSchema,
  connectedAgentsUpdateSchema,
  requestSchemas.broadcastRequest,
  requestSchemas.findInstancesRequest,
  requestSchemas.findIntentRequest,
  requestSchemas.findIntentsByContextRequest,
  requestSchemas.getAppMetadataRequest,
  requestSchemas.openRequest,
  requestSchemas.raiseIntentRequest,
]);
export type Received = z.infer<typeof receivedSchema>;
export type Hello = z.infer<typeof helloSchema>;
export type AgentsUpdate = z.infer<typeof connectedAgentsUpdateSchema>;
export type AgentRequest = Extract<Received, { type: `${string}Request` }>;

/** The part of a wrong request that can be read: enough to answer it. */
export const wrongRequestSchema = z.object({
  type: z.enum([
    'findInstancesRequest',
    'findIntentRequest',
    'findIntentsByContextRequest',
    'getAppMetadataRequest',
    'openRequest',
    'raiseIntentRequest',
  ]),
  meta: z.object({ requestUuid: name }),
});
export type AnsweredType = z.infer<typeof wrongRequestSchema>['type'];
