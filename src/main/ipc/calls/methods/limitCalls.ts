/** The calls that change limits of risk, let a signal pass soft limits, and propose and approve such changes. */
import type { ApiInput } from '../../../../shared/contract/api.ts';
import type { ProposalView } from '../../../../shared/contract/limits.ts';
import type { Reply } from '../../../../shared/contract/faults.ts';
import { parseDecimal } from '../../../../shared/kernel/decimal.ts';
import { parseSignalId, type SignalId } from '../../../../shared/kernel/ids.ts';
import type { Refusal } from '../../../../shared/kernel/refusal.ts';
import { err, ok, type Result } from '../../../../shared/kernel/result.ts';
import { limitNames, type LimitName, type LimitSetting } from '../../../domain/risk/limits.ts';
import type { Proposal } from '../../../domain/risk/proposal.ts';
import type { TradingScope } from '../../../domain/trading/tradingScope.ts';
import { failed, faultOfRefusal, replied } from '../../views/faultView.ts';
import type { CallContext, Handlers } from '../handlers.ts';
import { inScope } from './scopeText.ts';

type Methods =
  | 'previewLimit'
  | 'setLimit'
  | 'clearLimit'
  | 'grantOverride'
  | 'proposeLimit'
  | 'proposeOverride'
  | 'approveProposal'
  | 'refuseProposal'
  | 'withdrawProposal'
  | 'listProposals';

/** How many orders that a limit would deny are named. */
const deniedShownMax = 5;

export function limitCalls({ runtime, actor }: CallContext): Handlers<Methods> {
  const { limits } = runtime.engine;
  return {
    previewLimit: (asked) =>
      atPlace(asked, async (...place) => {
        const preview = await limits.preview(...place);
        if (!preview.ok) return preview;
        const { denied, ...rest } = preview.value;
        return ok({ ...rest, deniedCount: denied.length, denied: denied.slice(0, deniedShownMax) });
      }),
    setLimit: ({ limit, scope, reason, ...to }) =>
      atPlace({ limit, scope, to }, (...place) => limits.set(...place, { actor, reason })),
    clearLimit: ({ reason, ...place }) =>
      atPlace(place, (...parsed) => limits.set(...parsed, { actor, reason })),
    proposeLimit: ({ minutes, reason, ...asked }) =>
      atPlace(asked, async (...place) => viewed(await limits.propose(...place, { actor, reason, minutes }))),
    grantOverride: ({ signalId, reason, ...grant }) =>
      ofSignal(signalId, async (id) => {
        const granted = await limits.override(id, grant, { actor, reason });
        return granted.ok ? ok({ expiresAt: granted.value }) : granted;
      }),
    proposeOverride: ({ signalId, reason, ...grant }) =>
      ofSignal(signalId, async (id) => viewed(await limits.proposeOverride(id, grant, { actor, reason }))),
    approveProposal: async ({ proposalId, reason }) =>
      answered(viewed(await limits.approve(proposalId, { actor, reason }))),
    refuseProposal: async ({ proposalId, reason }) =>
      done(await limits.refuse(proposalId, { actor, reason })),
    withdrawProposal: async ({ proposalId, reason }) =>
      done(await limits.withdraw(proposalId, { actor, reason })),
    listProposals: () => replied({ proposals: limits.proposals().map(proposalView) }),
  };
}

interface AskedLimit {
  readonly limit: string;
  readonly scope: string;
  readonly to?: ApiInput<'proposeLimit'>['to'];
}

function atPlace<T>(
  { limit, scope, to }: AskedLimit,
  change: (
    limit: LimitName,
    scope: TradingScope,
    setting: LimitSetting | undefined,
  ) => Promise<Result<T, Refusal>>,
): Promise<Reply<T>> | Reply<T> {
  return inScope(scope, async (parsed) => {
    const name = nameOf(limit);
    if (!name.ok) return refused(name.error);
    const setting = to === undefined ? ok(undefined) : settingOf(to);
    if (!setting.ok) return refused(setting.error);
    return answered(await change(name.value, parsed, setting.value));
  });
}

async function ofSignal<T>(
  signalId: string,
  grant: (signalId: SignalId) => Promise<Result<T, Refusal>>,
): Promise<Reply<T>> {
  const parsed = parseSignalId(signalId);
  if (parsed !== undefined) return answered(await grant(parsed));
  const message = `${signalId} is no id of a signal`;
  return refused({ code: 'signal_invalid', message, field: 'signalId' });
}

function nameOf(text: string): Result<LimitName, Refusal> {
  const name = limitNames.find((one) => one === text);
  if (name !== undefined) return ok(name);
  const message = `there is no limit ${text}`;
  return err({ code: 'limit_unknown', message, field: 'limit', expected: `one of ${limitNames.join(', ')}` });
}

function settingOf({ soft, hard, fourEyes }: NonNullable<AskedLimit['to']>): Result<LimitSetting, Refusal> {
  const most = parseDecimal(hard);
  if (hard !== 'none' && !most.ok) return err(malformed('hard', hard, most.error.expected));
  const warned = soft === undefined ? undefined : parseDecimal(soft);
  if (warned?.ok === false) return err(malformed('soft', soft ?? '', warned.error.expected));
  return ok({ soft: warned?.value, hard: most.ok ? most.value : 'none', fourEyes });
}

function malformed(field: string, actual: string, expected: string): Refusal {
  return {
    code: 'limit_invalid',
    message: `${actual} is no limit: expected ${expected}`,
    field,
    actual,
    expected,
  };
}

function viewed(proposal: Result<Proposal, Refusal>): Result<ProposalView, Refusal> {
  return proposal.ok ? ok(proposalView(proposal.value)) : proposal;
}

function proposalView({ asks, ...proposal }: Proposal): ProposalView {
  return { ...proposal, asks: 'limit' in asks ? asks : { ...asks, rules: [...asks.rules] } };
}

function answered<T>(result: Result<T, Refusal>): Reply<T> {
  return result.ok ? replied(result.value) : refused(result.error);
}

function done(result: Result<void, Refusal>): Reply<Record<string, never>> {
  return result.ok ? replied({}) : refused(result.error);
}

function refused(refusal: Refusal): ReturnType<typeof failed> {
  return failed(faultOfRefusal(refusal));
}
