/**
 * Commands and queries of the typed bridge: the input and the output of each call. The window calls them over comlink.
 * The engine's side parses every input and answers with a Reply.
 */
import { z } from 'zod';
import { rowIds, askedIds } from './ids.ts';
import { muteMinutesMax } from '../../main/domain/alert/alertMutes.ts';
import { costMethods } from '../../main/domain/trading/dayPosition.ts';
import {
  configurationChangeSchema,
  configurationCheckSchema,
  configurationTextMax,
  configurationViewSchema,
} from './configuration.ts';
import {
  eventPageSchema,
  eventQuerySchema,
  eventRangeSchema,
  eventViewSchema,
  streamSummarySchema,
} from './events.ts';
import { fixMessagePageSchema, fixMessageQuerySchema, fixSessionNames } from './fix.ts';
import { refusalSchema, type Reply } from './faults.ts';
import {
  orderFilterSchema,
  orderLineSchema,
  orderPageSchema,
  orderQuerySchema,
  orderSortSchema,
  orderStatisticsSchema,
  orderTypeSchema,
  orderViewSchema,
  timeInForceSchema,
} from './orders.ts';
import { pastContract } from './past.ts';
import { positionViewSchema } from './positions.ts';
import {
  inDoubtOrderSchema,
  reconciliationReportSchema,
  settlementSchema,
  venueReconciliationSchema,
} from './recovery.ts';
import {
  limitChangeSchema,
  limitPlaceSchema,
  limitPreviewSchema,
  limitSettingSchema,
  proposalSchema,
} from './limits.ts';
import { ownSignals, producerName, producerViewSchema } from './producers.ts';
import { operatorName, operatorViewSchema, passwordText, roleSchema, sessionSchema } from './session.ts';
import { simFaultsSchema } from './resilience.ts';
import { jobSchema, statusSchema } from './status.ts';
import {
  enablePreviewSchema,
  killLedgerSchema,
  killPreviewSchema,
  scopeSchema,
  tradingChangeSchema,
  tradingStateSchema,
} from './trading.ts';
import { signalRowsMax, signalViewSchema } from './signalRows.ts';
import { dryRunSchema, riskDecisionSchema, submissionSchema, ticketSchema } from './signals.ts';
import { namesOf } from '../kernel/names.ts';

const id = z.string().min(1).max(64);
/** Why an operator did it; kept in the audit trail. */
const reason = z.string().trim().min(3).max(500);
const limitPlace = limitPlaceSchema.shape;
const override = {
  signalId: id,
  rules: z.array(z.string().min(1).max(80)).min(1).max(50),
  minutes: z.number().int().min(1).max(1_440),
  reason,
};
const proposalInput = z.strictObject({ proposalId: askedIds.proposal, reason });
/** The id, the kind or the cause of an alert. */
const alertText = z.string().min(1).max(300);
const nothing = z.strictObject({});
const done = z.object({});
const venueInput = z.strictObject({ venue: askedIds.venue, reason });
/** A person at the window chooses the file in a dialog of the main process. */
const chosenFile = z.strictObject({ source: z.literal('dialog') });
/** Calls from a window with such a path are refused with `path_not_taken`. */
const namedFile = z.strictObject({ path: z.string().min(1).max(4096) });
const exportedOrders = {
  filter: orderFilterSchema.optional(),
  sort: z.array(orderSortSchema).max(4).optional(),
};
const jobStarted = z.object({ jobId: z.string() });
const dialogCanceled = z.object({ canceled: z.literal(true) });

export const deskInfoSchema = z.object({
  accounts: z.array(rowIds.account),
  strategies: z.array(rowIds.strategy),
  venues: z.array(
    z.object({
      venue: rowIds.venue,
      kind: z.string(),
      orderTypes: z.array(orderTypeSchema),
      timesInForce: z.array(timeInForceSchema),
      replace: z.boolean(),
    }),
  ),
  instruments: z.array(
    z.object({
      symbol: rowIds.symbol,
      /** The venues that trade it, its own first. */
      venues: z.array(rowIds.venue).min(1),
      currency: z.string(),
      /** What one unit is worth at a price of 1; absent for 1. */
      multiplier: z.string().optional(),
      tickSize: z.string(),
      /** From a price on, every price is a multiple of the band's tick; the lowest band first. Absent for none. */
      tickBands: z.array(z.object({ from: z.string(), tick: z.string() })).optional(),
      lotSize: z.string(),
      quantityMin: z.string(),
      quantityMax: z.string(),
      /** The lowest price that is taken, in the quote currency; absent: every price above zero. */
      priceMin: z.string().optional(),
    }),
  ),
  /** Where orders of signals that name no venue go; see `routeTaken`. */
  routes: z.array(
    z.object({ account: rowIds.account, symbol: rowIds.symbol.optional(), venue: rowIds.venue }),
  ),
  /** Path of the signals file that comes with the console, for people to read. */
  sampleSignals: z.string(),
});
export type DeskInfo = z.infer<typeof deskInfoSchema>;

export const orderDetailSchema = z.object({
  order: orderViewSchema,
  /** The events of the order and of its signal, in order of position. */
  events: z.array(eventViewSchema),
  /** The exits of this order, oldest first. */
  children: z.array(orderViewSchema),
  /** The decision of risk with which the order was created or denied. */
  risk: riskDecisionSchema.optional(),
  /**
   * The decisions of risk on the order's amends, oldest first. An amend that only made the order smaller or less
   * aggressive needed none.
   */
  amendRisks: z.array(z.object({ time: z.string(), denied: z.boolean(), risk: riskDecisionSchema })),
});
export type OrderDetail = z.infer<typeof orderDetailSchema>;

export const requestResultSchema = z.object({
  /** As it was asked. */
  orderId: z.string(),
  requested: z.boolean(),
  refusal: refusalSchema.optional(),
});
export type RequestResult = z.infer<typeof requestResultSchema>;

const price = z.string().max(64);

/** A change to one working order; an absent field stays as it is. The engine judges the values. */
const amendmentSchema = z.strictObject({
  orderId: id,
  quantity: price.optional(),
  limitPrice: price.optional(),
  stopPrice: price.optional(),
});
export type Amendment = z.infer<typeof amendmentSchema>;

/** How many amends one dry run looks at. */
export const dryRunAmendsMax = 200;
const amendDryRunSchema = z.object({ orderId: z.string(), refusals: z.array(refusalSchema) });
export type AmendDryRun = z.infer<typeof amendDryRunSchema>;

export const apiContract = {
  // Queries
  getDeskInfo: { input: nothing, output: deskInfoSchema },
  getStatus: { input: nothing, output: statusSchema },
  queryOrders: { input: orderQuerySchema, output: orderPageSchema },
  getOrder: { input: z.strictObject({ orderId: id }), output: orderDetailSchema },
  /** The order as it was right after the event of that position; absent before its first event. */
  getOrderAt: {
    input: z.strictObject({ orderId: id, position: z.number().int().min(1) }),
    output: z.object({ order: orderViewSchema.optional() }),
  },
  getStatistics: {
    input: z.strictObject({ symbol: askedIds.symbol.optional() }),
    output: orderStatisticsSchema,
  },
  ...pastContract,
  /** Sums over all orders that match, by symbol, side and status; they hold all events up to the position. */
  getOrderLines: {
    input: z.strictObject({ filter: orderFilterSchema }),
    output: z.object({ lines: z.array(orderLineSchema), position: z.number() }),
  },
  queryEvents: { input: eventQuerySchema, output: eventPageSchema },
  listStreams: {
    input: z.strictObject({
      text: z.string().max(80).optional(),
      limit: z.number().int().min(1).max(500).optional(),
    }),
    output: z.object({ streams: z.array(streamSummarySchema), total: z.number() }),
  },
  /** The rows of the signals that were received at these positions, in no order. */
  listSignals: {
    input: z.strictObject({ positions: z.array(z.number().int().min(1)).max(signalRowsMax) }),
    output: z.object({ rows: z.array(signalViewSchema) }),
  },
  /** Refused with `signal_unknown`. */
  getSignal: { input: z.strictObject({ signalId: z.string().min(1).max(80) }), output: signalViewSchema },
  /** Finds what an id of any kind belongs to. The text is the whole id, or its last eight or more characters. */
  findId: {
    input: z.strictObject({ text: z.string().min(4).max(80) }),
    output: z.object({
      matches: z.array(
        z.object({
          kind: z.enum(['order', 'signal', 'execution', 'event', 'stream']),
          id: z.string(),
          orderId: rowIds.order.optional(),
          label: z.string(),
        }),
      ),
      /** The oldest position of the events that were searched. Unless it is 1, older events may hold the id too. */
      searchedTo: z.number(),
    }),
  },
  /** What engaging the kill switch would do now. */
  /** Asks the running engine, which values positions at the prices that it judges orders by. */
  getPositions: {
    input: z.strictObject({ method: z.enum(costMethods).optional() }),
    output: z.object({ method: z.enum(costMethods), positions: z.array(positionViewSchema) }),
  },
  previewKill: { input: z.strictObject({ scope: scopeSchema }), output: killPreviewSchema },
  /** What enabling a scope would change now. */
  previewEnable: { input: z.strictObject({ scope: scopeSchema }), output: enablePreviewSchema },
  /** Kill switches with a row for each order: the open ones and the last ones that were done, newest first. */
  listKillLedgers: { input: nothing, output: z.object({ ledgers: z.array(killLedgerSchema) }) },
  /** What setting a limit would do; without `to`, what clearing it would do. */
  previewLimit: {
    input: z.strictObject({ ...limitPlace, to: limitSettingSchema.optional() }),
    output: limitPreviewSchema,
  },
  /** How far the comparison of each venue with the desk is, with its last report. */
  listReconciliations: { input: nothing, output: z.object({ venues: z.array(venueReconciliationSchema) }) },
  /** Orders with a request whose outcome is not known, oldest first. */
  listInDoubt: { input: nothing, output: z.object({ orders: z.array(inDoubtOrderSchema) }) },
  /** Changes of limits and overrides that wait for another person, oldest first. */
  listProposals: { input: nothing, output: z.object({ proposals: z.array(proposalSchema) }) },
  /** For callers without the `jobs` topic: running jobs first, then ended ones, newest first. */
  listJobs: { input: nothing, output: z.object({ jobs: z.array(jobSchema) }) },
  /** A page of a FIX session's messages, newest first. Faults: `venue_unknown`, `venue_without_session`. */
  queryFixMessages: { input: fixMessageQuerySchema, output: fixMessagePageSchema },
  /** The configuration file, and the settings in force. */
  getConfiguration: { input: nothing, output: configurationViewSchema },
  /** Judges a text as if it were the configuration file's. */
  checkConfiguration: {
    input: z.strictObject({ text: z.string().max(configurationTextMax) }),
    output: configurationCheckSchema,
  },
  /** The session at this door. Everybody who reaches a door may ask. */
  getSession: { input: nothing, output: sessionSchema },
  /** By name, in the order in which they were added. */
  listOperators: { input: nothing, output: z.object({ operators: z.array(operatorViewSchema) }) },
  /** The programs that may send signals over the network, in the order in which they were added. */
  listProducers: { input: nothing, output: z.object({ producers: z.array(producerViewSchema) }) },
  // Sessions
  /**
   * Logs a person in at this door. `keep` asks for a token with which another connection can resume the session.
   * Faults: `login_failed`, `login_too_soon`, `login_not_asked`, `password_lost`.
   */
  login: {
    input: z.strictObject({ operator: operatorName, password: passwordText, keep: z.boolean().optional() }),
    output: z.object({ session: sessionSchema, token: z.string().optional() }),
  },
  /** Fault: `session_over`. */
  resumeSession: { input: z.strictObject({ token: z.string().min(1).max(128) }), output: sessionSchema },
  /** Ends the session at this door; in a window it locks the console. `idle`: because nobody did anything. */
  logout: { input: z.strictObject({ idle: z.boolean().optional() }), output: sessionSchema },
  /** The person at the window did something: the console does not lock yet. */
  touchSession: { input: nothing, output: done },
  /** Ends every session of the person, this one too. */
  changeOwnPassword: {
    input: z.strictObject({ current: passwordText, password: passwordText }),
    output: done,
  },
  // Commands
  /** The first operator is an administrator. From then on every door asks for a login. */
  addOperator: {
    input: z.strictObject({ operator: operatorName, role: roleSchema, password: passwordText, reason }),
    output: done,
  },
  changeOperatorRole: {
    input: z.strictObject({ operator: operatorName, role: roleSchema, reason }),
    output: done,
  },
  resetPassword: {
    input: z.strictObject({ operator: operatorName, password: passwordText, reason }),
    output: done,
  },
  removeOperator: { input: z.strictObject({ operator: operatorName, reason }), output: done },
  /**
   * Lets a program send signals over the network; a producer with the name of an operator sends in that name. The token
   * is shown only in this answer. Faults: `producer_known`, `producer_name_invalid`, `account_unknown`.
   */
  addProducer: {
    input: z.strictObject({ producer: producerName, ...ownSignals, reason }),
    output: z.object({ token: z.string() }),
  },
  /** Gives a producer another token; the old one stays valid for so many minutes, a week at most. */
  rotateProducer: {
    input: z.strictObject({
      producer: producerName,
      oldMinutes: z.number().int().min(0).max(10_080),
      reason,
    }),
    output: z.object({ token: z.string(), oldUntil: z.string() }),
  },
  /** Ends the producer's open connections too. */
  removeProducer: { input: z.strictObject({ producer: producerName, reason }), output: done },
  dryRunTicket: { input: ticketSchema, output: dryRunSchema },
  submitTicket: { input: ticketSchema, output: submissionSchema },
  /** Without orders the call only tells whether the person may cancel, for a selection that matched none. */
  cancelOrders: {
    input: z.strictObject({ orderIds: z.array(id).max(1000), reason }),
    output: z.object({ results: z.array(requestResultSchema) }),
  },
  /**
   * What the engine would answer to an amend now. `risk` is absent where the order only gets smaller or less
   * aggressive.
   */
  dryRunAmend: { input: amendmentSchema, output: dryRunSchema },
  /**
   * What the engine would answer to these amends if they were requested one after another: each that passes takes its
   * room from the next ones.
   */
  dryRunAmends: {
    input: z.strictObject({ amendments: z.array(amendmentSchema).min(1).max(dryRunAmendsMax) }),
    output: z.object({ results: z.array(amendDryRunSchema) }),
  },
  amendOrders: {
    input: z.strictObject({ amendments: z.array(amendmentSchema).min(1).max(1000), reason }),
    output: z.object({ results: z.array(requestResultSchema) }),
  },
  /** Settles an order in doubt by an operator's word. */
  settleOrder: {
    input: z.strictObject({ orderId: id, settlement: settlementSchema, reason }),
    output: done,
  },
  /** Asks the venue and compares; answers when the report is durable. */
  runReconciliation: { input: venueInput, output: reconciliationReportSchema },
  /** Lets orders leave although differences stay. */
  acceptReconciliation: { input: venueInput, output: done },
  /** Cancels at the venue an order that works there and has ended here. The cancel goes directly to the venue. */
  cancelStray: { input: z.strictObject({ venue: askedIds.venue, clientOrderId: id, reason }), output: done },
  /**
   * Hands the lease on the record over to a standby that waits, and ends the engine. Faults: `no_standby`,
   * `no_lease` where the engine has none to hand over.
   */
  handOver: { input: z.strictObject({ reason }), output: done },
  /** Reads the configuration again and puts it in force, all of it or nothing. */
  reloadConfiguration: {
    input: z.strictObject({ reason }),
    output: z.object({ changes: z.array(configurationChangeSchema) }),
  },
  /**
   * Replaces the text of the configuration file, and puts it in force. `revision` names the state of the file that was
   * edited; `kept` is the path of the old text. Faults: `configuration_changed`, `configuration_invalid`,
   * `restart_required`, `configuration_not_editable`, `configuration_unwritable`.
   */
  putConfiguration: {
    input: z.strictObject({
      text: z.string().max(configurationTextMax),
      revision: z.string().max(64),
      reason,
    }),
    output: z.object({ changes: z.array(configurationChangeSchema), kept: z.string().optional() }),
  },
  /**
   * Halts the scope, cancels every working order in it and, if asked, flattens its positions. Answers once the halt is
   * durable. While the store can't write, it halts and cancels all the same, answers with `offRecord`, and is recorded
   * once the store can.
   */
  engageKillSwitch: {
    input: z.strictObject({
      scope: scopeSchema,
      flatten: z.boolean(),
      /** Leaves foreign orders to work, which somebody else sent; without it they are canceled too. */
      leaveExternal: z.boolean().optional(),
      reason,
    }),
    output: z.object({ killId: z.string(), orders: z.number().int(), offRecord: z.string().optional() }),
  },
  setTradingState: {
    input: z.strictObject({ scope: scopeSchema, state: tradingStateSchema, reason }),
    output: tradingChangeSchema,
  },
  enableTrading: { input: z.strictObject({ scope: scopeSchema, reason }), output: tradingChangeSchema },
  /** Sets a limit of risk over that of the configuration, also over restarts. */
  setLimit: {
    input: z.strictObject({ ...limitPlace, ...limitSettingSchema.shape, reason }),
    output: limitChangeSchema,
  },
  /** Returns a limit to the configuration's value. */
  clearLimit: { input: z.strictObject({ ...limitPlace, reason }), output: limitChangeSchema },
  /** Lets one signal that is still to come pass soft limits, for so many minutes. */
  grantOverride: {
    input: z.strictObject(override),
    output: z.object({ expiresAt: z.string() }),
  },
  /** Proposes a change of a limit; without `to` the configuration's limit is to count again. */
  proposeLimit: {
    input: z.strictObject({
      ...limitPlace,
      to: limitSettingSchema.optional(),
      minutes: z.number().int().min(1).max(10_080),
      reason,
    }),
    output: proposalSchema,
  },
  proposeOverride: { input: z.strictObject(override), output: proposalSchema },
  /** Puts another person's proposal in force. */
  approveProposal: { input: proposalInput, output: proposalSchema },
  refuseProposal: { input: proposalInput, output: done },
  /** Takes an own proposal back. */
  withdrawProposal: { input: proposalInput, output: done },
  /** `risk` as the name of a venue means the breaker in front of the rules of risk. */
  tripBreaker: { input: venueInput, output: done },
  /** Ends the wait of an open breaker. */
  probeBreaker: { input: venueInput, output: done },
  resetBreaker: { input: venueInput, output: done },
  isolateBreaker: { input: venueInput, output: done },
  /** Acknowledges all of these alerts or none. Orders may leave again once no alert holds them. */
  acknowledgeAlerts: {
    input: z.strictObject({ alertIds: z.array(askedIds.alert).min(1).max(1000), reason }),
    output: done,
  },
  /**
   * `what` is a kind of alerts or a cause: those alerts call nobody for so many minutes. Returns when that ends, UTC.
   */
  muteAlerts: {
    input: z.strictObject({ what: alertText, minutes: z.number().int().min(1).max(muteMinutesMax), reason }),
    output: z.object({ until: z.string() }),
  },
  unmuteAlerts: { input: z.strictObject({ what: alertText, reason }), output: done },
  /** Makes a durable subscriber that failed try again at once. */
  resumeSubscriber: { input: z.strictObject({ subscriber: id, reason }), output: done },
  /** Lets a held FIX session log on again with its recorded numbers. */
  releaseFixSession: {
    input: z.strictObject({ venue: askedIds.venue, session: z.enum(fixSessionNames), reason }),
    output: done,
  },
  /** Keeps the password of a FIX venue's Logon with the system's key store. */
  keepFixPassword: {
    input: z.strictObject({ venue: askedIds.venue, password: z.string().min(1).max(256), reason }),
    output: done,
  },
  configureSim: {
    input: z.strictObject({ venue: askedIds.venue, faults: simFaultsSchema, reason }),
    output: done,
  },
  startStrategy: { input: z.strictObject({ strategy: askedIds.strategy }), output: done },
  stopStrategy: { input: z.strictObject({ strategy: askedIds.strategy, reason }), output: done },
  /**
   * Starts a job and answers at once, or once a file was chosen. The job's progress comes on the `jobs` topic. `sample`
   * is the file that comes with the console.
   */
  startReplay: {
    input: z.union([z.strictObject({ source: z.literal('sample') }), chosenFile, namedFile]),
    output: z.union([jobStarted, dialogCanceled]),
  },
  startVerify: { input: nothing, output: jobStarted },
  /** Builds the read models anew, beside those that answer queries. */
  startRebuild: { input: nothing, output: jobStarted },
  /** Copies the event store into a new file and verifies the copy. */
  startBackup: {
    input: z.union([chosenFile, namedFile]),
    output: z.union([jobStarted, dialogCanceled]),
  },
  /** Writes the events of a range to a new file, with a signed checkpoint beside it that proves them. */
  startExport: {
    input: z.strictObject({ ...chosenFile.shape, range: eventRangeSchema }),
    output: z.union([jobStarted, dialogCanceled]),
  },
  /** Writes all orders that match to a file of comma-separated values, in the order of the sort. */
  startOrderExport: {
    input: z.union([chosenFile.extend(exportedOrders), namedFile.extend(exportedOrders)]),
    output: z.union([jobStarted, dialogCanceled]),
  },
  cancelJob: { input: z.strictObject({ jobId: id }), output: done },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>;

export type ApiContract = typeof apiContract;
export type ApiMethod = keyof ApiContract;
export type ApiInput<M extends ApiMethod> = z.infer<ApiContract[M]['input']>;
export type ApiOutput<M extends ApiMethod> = z.infer<ApiContract[M]['output']>;

/** The calls that both ends of the call port know. */
export type Api = { readonly [M in ApiMethod]: (input: ApiInput<M>) => Promise<Reply<ApiOutput<M>>> };
/** The engine's end of these calls, which parses every input itself. */
export type ServedApi = { readonly [M in ApiMethod]: (input: unknown) => Promise<Reply<ApiOutput<M>>> };

type ApiSchemas = {
  readonly [M in ApiMethod]: {
    readonly input: z.ZodType<ApiInput<M>>;
    readonly output: z.ZodType<ApiOutput<M>>;
  };
};

/** The schemas of a call, whose types follow the method. */
export function schemasOfCall<M extends ApiMethod>(method: M): ApiSchemas[M] {
  const schemas: ApiSchemas = apiContract;
  return schemas[method];
}

/** Whether the answer waits for a person, who may take any time. */
export const waitsForPerson = (input: object): boolean => 'source' in input && input.source === 'dialog';

export const apiMethods = namesOf(apiContract);
