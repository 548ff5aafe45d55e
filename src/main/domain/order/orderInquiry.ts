/** One question to a venue about a request whose outcome did not come, and the venue's answer. */
import type { ClientOrderId } from '../../../shared/kernel/ids.ts';

export const inquirySubjects = ['submission', 'cancel', 'replace'] as const;
/** The request that has no outcome. */
export type InquirySubject = (typeof inquirySubjects)[number];

/** The requests that may be sent once more. */
export const repeatableSubjects = ['cancel', 'replace'] as const satisfies readonly InquirySubject[];
export type RepeatableSubject = (typeof repeatableSubjects)[number];

export const inquiryAnswers = ['unknown_order', 'no_answer', 'found'] as const;
export type InquiryAnswer = (typeof inquiryAnswers)[number];

export interface OrderInquiry {
  readonly subject: InquirySubject;
  /** 1, 2, 3 … for one request. */
  readonly attempt: number;
  /** The ids for which the venue was asked. */
  readonly clientOrderIds: readonly ClientOrderId[];
  readonly answer: InquiryAnswer;
  /** A sentence: the state that the venue reports, or why no answer came. */
  readonly detail: string;
  /** UTC with microseconds. */
  readonly askedAt: string;
}

/** How many of its latest inquiries an order keeps; all of them are events. */
export const inquiriesKeptMax = 20;

/** Adds one inquiry to those of a request, and drops the oldest when they are too many. */
export function withInquiry(
  inquiries: readonly OrderInquiry[],
  inquiry: OrderInquiry,
): readonly OrderInquiry[] {
  return [...inquiries, inquiry].slice(-inquiriesKeptMax);
}
