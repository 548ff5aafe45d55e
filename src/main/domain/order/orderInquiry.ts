/** One question to a venue about a request whose outcome did not come, and what it said. */
import type { ClientOrderId } from '../../../shared/kernel/ids.ts';

export const inquirySubjects = ['submission', 'cancel', 'replace'] as const;
/** What has no outcome. */
export type InquirySubject = (typeof inquirySubjects)[number];

export const inquiryAnswers = ['unknown_order', 'no_answer', 'found'] as const;
export type InquiryAnswer = (typeof inquiryAnswers)[number];

export interface OrderInquiry {
  readonly subject: InquirySubject;
  /** 1, 2, 3 … for one request. */
  readonly attempt: number;
  /** The ids it was asked for. */
  readonly clientOrderIds: readonly ClientOrderId[];
  readonly answer: InquiryAnswer;
  /** A sentence: the state the venue reports, or why no answer came. */
  readonly detail: string;
  /** UTC with microseconds. */
  readonly askedAt: string;
}

/** The latest ones are kept with an order; all of them are events. */
export const inquiriesKeptMax = 20;

/** Inquiries of one request with one more, the oldest given up when they are too many. */
export function withInquiry(
  inquiries: readonly OrderInquiry[],
  inquiry: OrderInquiry,
): readonly OrderInquiry[] {
  return [...inquiries, inquiry].slice(-inquiriesKeptMax);
}
