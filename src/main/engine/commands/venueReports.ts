/** Turns what a venue reports into a command on the order that the report is about. */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import type { OrderCommand } from '../../domain/order/orderCommands.ts';
import type { VenueReport } from '../ports.ts';

export function commandOf(report: VenueReport): OrderCommand {
  const seen = { evidence: 'venue' as const, venueTime: report.venueTime };
  switch (report.type) {
    case 'accepted':
      return { type: 'RecordAcceptance', ...seen, venueOrderId: report.venueOrderId };
    case 'rejected':
      return { type: 'RecordRejection', ...seen, code: report.code, reason: report.reason };
    case 'filled': {
      const { executionId, quantity, price } = report;
      return { type: 'RecordFill', ...seen, executionId, quantity, price };
    }
    case 'trade_canceled':
      return { type: 'RecordBust', ...seen, versions: [report.executionId], reason: report.reason };
    case 'trade_corrected': {
      const { executionId, corrects, quantity, price, reason } = report;
      return {
        type: 'RecordCorrection',
        ...seen,
        executionId,
        versions: [corrects],
        quantity,
        price,
        reason,
      };
    }
    case 'reinstated':
      return {
        type: 'RecordReinstatement',
        ...seen,
        venueOrderId: report.venueOrderId,
        reason: report.reason,
      };
    case 'canceled':
      return { type: 'RecordCancel', ...seen, reason: report.reason };
    case 'expired':
      return { type: 'RecordExpiry', ...seen, reason: report.reason };
    case 'cancel_rejected':
      return { type: 'RecordCancelRejection', ...seen, code: report.code, reason: report.reason };
    case 'replaced': {
      const { newClientOrderId, venueOrderId, quantity, limitPrice, stopPrice } = report;
      return {
        type: 'RecordReplace',
        ...seen,
        clientOrderId: newClientOrderId,
        ...(venueOrderId !== undefined && { venueOrderId }),
        quantity,
        ...(limitPrice !== undefined && { limitPrice }),
        ...(stopPrice !== undefined && { stopPrice }),
      };
    }
    case 'restated': {
      const { quantity, limitPrice, stopPrice, reason } = report;
      return {
        type: 'RecordRestatement',
        ...seen,
        quantity,
        ...(limitPrice !== undefined && { limitPrice }),
        ...(stopPrice !== undefined && { stopPrice }),
        reason,
      };
    }
    case 'replace_rejected':
      return { type: 'RecordReplaceRejection', ...seen, code: report.code, reason: report.reason };
    default:
      return assertNever(report);
  }
}
