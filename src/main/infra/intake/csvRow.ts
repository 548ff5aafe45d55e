/** Reads one row of CSV after RFC 4180: commas and double quotes. Blanks around unquoted values are dropped. */
import { CsvError, parse } from 'csv-parse/sync';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';

export interface CsvRowFault {
  /** Whether more text may still complete the row. */
  readonly openQuote: boolean;
  /** Says for a person what is wrong. */
  readonly reason: string;
}

/** Reads the values of a row that may span several lines. Text without any value gives an empty list. */
export function parseCsvRow(text: string): Result<readonly string[], CsvRowFault> {
  // Most rows have no quote, so a split is enough.
  if (!text.includes('"')) return ok(text.split(',').map((value) => value.trim()));
  try {
    const rows: string[][] = parse(text, {
      relaxColumnCount: true,
      trim: true,
      recordDelimiter: ['\r\n', '\n'],
    });
    const [row = []] = rows;
    return rows.length > 1 ? err({ openQuote: false, reason: 'it holds more than one row' }) : ok(row);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return err(faultOf(error));
  }
}

function faultOf(error: CsvError): CsvRowFault {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return { openQuote: true, reason: 'a quote is opened and never closed' };
    case 'CSV_INVALID_CLOSING_QUOTE':
      return {
        openQuote: false,
        reason: 'text follows a closing quote; a quote within quotes is written twice',
      };
    case 'INVALID_OPENING_QUOTE':
      return { openQuote: false, reason: 'a quote stands in the middle of an unquoted value' };
    default:
      return { openQuote: false, reason: error.message };
  }
}
