/** An input for each call; several where the right that the call needs depends on the input. */
import { ids } from '../../../shared/kernel/testing/ids.ts';
import type { ApiInput, ApiMethod } from '../../../shared/contract/api.ts';
import { noFaults } from './noFaults.ts';

export interface SampleCall<M extends ApiMethod = ApiMethod> {
  readonly input: ApiInput<M>;
  /** What is special about this input, in a few words. */
  readonly when?: string;
}

const reason = 'table of rights';
const one = <M extends ApiMethod>(input: ApiInput<M>): readonly SampleCall<M>[] => [{ input }];
const ticket: ApiInput<'submitTicket'> = {
  signalId: ids.signal('sample'),
  account: ids.account('main'),
  strategy: ids.strategy('manual'),
  symbol: ids.symbol('SPX'),
  side: 'buy',
  quantity: '1',
  orderType: 'limit',
  limitPrice: '1399',
  timeInForce: 'DAY',
};
const venue = { venue: ids.venue('sim'), reason };
const amendment = { orderId: ids.order('o1'), quantity: '1' };
const proposal = { proposalId: ids.proposal('p1'), reason };
const limit = { limit: 'positionMax', scope: 'desk' };

export const sampleCalls: { readonly [M in ApiMethod]: readonly SampleCall<M>[] } = {
  getDeskInfo: one({}),
  getStatus: one({}),
  queryOrders: one({ limit: 1 }),
  getOrder: one({ orderId: ids.order('o1') }),
  getOrderAt: one({ orderId: ids.order('o1'), position: 1 }),
  getStatistics: one({}),
  getDeskAt: one({ position: 1 }),
  queryOrdersAt: one({ position: 1, open: true, offset: 0, limit: 1 }),
  compareDesk: one({ from: 0, to: 1 }),
  getOrderLines: one({ filter: {} }),
  queryEvents: one({ limit: 1 }),
  listStreams: one({}),
  findId: one({ text: 'sample' }),
  startExport: one({ source: 'dialog', range: {} }),
  listSignals: one({ positions: [1] }),
  getSignal: one({ signalId: ids.signal('sample') }),
  getPositions: one({}),
  previewKill: one({ scope: 'desk' }),
  previewEnable: one({ scope: 'desk' }),
  listKillLedgers: one({}),
  listReconciliations: one({}),
  listInDoubt: one({}),
  listJobs: one({}),
  queryFixMessages: one({ venue: ids.venue('sim'), session: 'orders', limit: 1 }),
  getSession: one({}),
  listOperators: one({}),
  login: one({ operator: 'stranger', password: 'not the one' }),
  resumeSession: one({ token: 'none' }),
  logout: one({}),
  touchSession: one({}),
  changeOwnPassword: one({ current: 'not the one', password: 'another one' }),
  addOperator: one({ operator: 'x', role: 'viewer', password: 'short', reason }),
  changeOperatorRole: one({ operator: 'x', role: 'viewer', reason }),
  resetPassword: one({ operator: 'x', password: 'short', reason }),
  removeOperator: one({ operator: 'x', reason }),
  dryRunTicket: one(ticket),
  submitTicket: one(ticket),
  addProducer: one({ producer: 'algo', strategies: [ids.strategy('cross')], reason }),
  rotateProducer: one({ producer: 'algo', oldMinutes: 5, reason }),
  removeProducer: one({ producer: 'algo', reason }),
  listProducers: one({}),
  cancelOrders: [
    { input: { orderIds: [ids.order('o1')], reason } },
    { input: { orderIds: [], reason }, when: 'where no order matches' },
  ],
  dryRunAmend: one(amendment),
  dryRunAmends: one({ amendments: [amendment] }),
  amendOrders: one({ amendments: [amendment], reason }),
  settleOrder: one({ orderId: ids.order('o1'), settlement: { outcome: 'canceled' }, reason }),
  runReconciliation: one(venue),
  acceptReconciliation: one(venue),
  cancelStray: one({ venue: ids.venue('sim'), clientOrderId: ids.clientOrder('o1'), reason }),
  handOver: one({ reason }),
  reloadConfiguration: one({ reason }),
  getConfiguration: one({}),
  checkConfiguration: one({ text: '{}' }),
  putConfiguration: one({ text: '{}', revision: 'none', reason }),
  engageKillSwitch: [
    { when: 'without flattening', input: { scope: 'desk', flatten: false, reason } },
    { when: 'and flatten', input: { scope: 'desk', flatten: true, leaveExternal: true, reason } },
  ],
  setTradingState: [
    { when: 'halted', input: { scope: 'desk', state: 'halted', reason } },
    { when: 'reducing', input: { scope: 'desk', state: 'reducing', reason } },
    { when: 'active', input: { scope: 'desk', state: 'active', reason } },
  ],
  enableTrading: one({ scope: 'desk', reason }),
  previewLimit: one({ ...limit, to: { hard: '5' } }),
  setLimit: one({ ...limit, hard: '5', reason }),
  clearLimit: one({ ...limit, reason }),
  grantOverride: one({ signalId: ids.signal('s1'), rules: ['position_limit'], minutes: 1, reason }),
  proposeLimit: one({ ...limit, to: { hard: '5' }, minutes: 1, reason }),
  proposeOverride: one({ signalId: ids.signal('s1'), rules: ['position_limit'], minutes: 1, reason }),
  approveProposal: one(proposal),
  refuseProposal: one(proposal),
  withdrawProposal: one(proposal),
  listProposals: one({}),
  tripBreaker: one(venue),
  probeBreaker: one(venue),
  resetBreaker: one(venue),
  isolateBreaker: one(venue),
  acknowledgeAlerts: one({ alertIds: [ids.alert('a1')], reason }),
  muteAlerts: [
    { when: 'of a critical kind', input: { what: 'drop_copy_differs', minutes: 5, reason } },
    { when: 'of a difference with a venue', input: { what: 'order_restated', minutes: 5, reason } },
    { when: 'of refused limits', input: { what: 'configuration_refused', minutes: 5, reason } },
    { when: 'of another kind', input: { what: 'wal_large', minutes: 5, reason } },
  ],
  unmuteAlerts: one({ what: 'overfill', reason }),
  resumeSubscriber: one({ subscriber: 'alerts', reason }),
  releaseFixSession: one({ ...venue, session: 'orders' }),
  keepFixPassword: one({ venue: ids.venue('exec'), password: 'hunter2', reason }),
  configureSim: one({
    venue: ids.venue('sim'),
    faults: noFaults,
    reason,
  }),
  startStrategy: one({ strategy: ids.strategy('demo') }),
  stopStrategy: one({ strategy: ids.strategy('demo'), reason }),
  startReplay: one({ source: 'sample' }),
  startVerify: one({}),
  startRebuild: one({}),
  startBackup: one({ path: 'copy.db' }),
  startOrderExport: one({ path: 'orders.csv' }),
  cancelJob: one({ jobId: 'j1' }),
};
