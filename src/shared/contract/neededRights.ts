/** The right that each call needs. A call that is added does not compile without its right. */
import type { Right } from '../kernel/roles.ts';
import { rightToMute } from '../../main/domain/alert/alertMutes.ts';
import type { TradingState } from '../../main/domain/trading/tradingState.ts';
import type { ApiInput, ApiMethod } from './api.ts';

type ByInput<M extends ApiMethod> = (input: ApiInput<M>) => Right;

const rightForState: { readonly [S in TradingState]: Right } = {
  halted: 'kill',
  reducing: 'stop',
  active: 'resume',
};

const needed: { readonly [M in ApiMethod]: Right | ByInput<M> } = {
  // The status strip needs it, even while the console is locked.
  getDeskInfo: 'enter',
  getStatus: 'enter',
  queryOrders: 'view',
  getOrder: 'view',
  getOrderAt: 'view',
  getStatistics: 'view',
  getDeskAt: 'view',
  queryOrdersAt: 'view',
  compareDesk: 'view',
  getOrderLines: 'view',
  queryEvents: 'view',
  listStreams: 'view',
  findId: 'view',
  listSignals: 'view',
  getSignal: 'view',
  getPositions: 'view',
  previewKill: 'enter',
  previewEnable: 'view',
  previewLimit: 'view',
  listKillLedgers: 'view',
  listReconciliations: 'view',
  listInDoubt: 'view',
  listJobs: 'view',
  queryFixMessages: 'view',
  getConfiguration: 'view',
  checkConfiguration: 'view',
  getSession: 'enter',
  listOperators: 'view',
  listProducers: 'view',
  login: 'enter',
  resumeSession: 'enter',
  logout: 'enter',
  touchSession: 'enter',
  changeOwnPassword: 'enter',
  addOperator: 'administer',
  changeOperatorRole: 'administer',
  resetPassword: 'administer',
  removeOperator: 'administer',
  addProducer: 'administer',
  rotateProducer: 'administer',
  removeProducer: 'administer',
  dryRunTicket: 'view',
  submitTicket: 'trade',
  cancelOrders: 'cancel',
  dryRunAmend: 'view',
  dryRunAmends: 'view',
  amendOrders: 'trade',
  settleOrder: 'settle',
  runReconciliation: 'settle',
  acceptReconciliation: 'settle',
  cancelStray: 'settle',
  handOver: 'configure',
  reloadConfiguration: 'configure',
  putConfiguration: 'configure',
  engageKillSwitch: ({ flatten }) => (flatten ? 'stop' : 'kill'),
  // A person who loosens the state in force needs the right `resume`; the engine checks that.
  setTradingState: ({ state }) => rightForState[state],
  enableTrading: 'resume',
  setLimit: 'limits',
  clearLimit: 'limits',
  grantOverride: 'limits',
  proposeLimit: 'propose',
  proposeOverride: 'propose',
  approveProposal: 'limits',
  refuseProposal: 'limits',
  withdrawProposal: 'propose',
  listProposals: 'view',
  tripBreaker: 'stop',
  probeBreaker: 'resume',
  resetBreaker: 'resume',
  isolateBreaker: 'stop',
  acknowledgeAlerts: 'acknowledge',
  // A cause does not name its kind; the engine checks the right by the alerts that are not over.
  muteAlerts: ({ what }) => rightToMute(what, []),
  unmuteAlerts: 'acknowledge',
  resumeSubscriber: 'configure',
  releaseFixSession: 'settle',
  keepFixPassword: 'configure',
  configureSim: 'configure',
  startStrategy: 'trade',
  stopStrategy: 'trade',
  startReplay: 'trade',
  startVerify: 'view',
  startRebuild: 'configure',
  startBackup: 'configure',
  startExport: 'view',
  startOrderExport: 'view',
  cancelJob: 'cancel',
};

/** The right that this use of a call needs. */
export function neededRight<M extends ApiMethod>(method: M, input: ApiInput<M>): Right {
  const right: Right | ByInput<M> = needed[method];
  return typeof right === 'string' ? right : right(input);
}
