import { expect, test } from 'vitest';
import { impossibleWords } from './impossibleWords.ts';

test('a refusal names the action and the state as a desk does', () => {
  expect(impossibleWords('RequestCancel', 'filled')).toBe("the order can't be canceled: it is filled");
  expect(impossibleWords('RequestReplace', 'pending_cancel')).toBe(
    "the order can't be amended: it is being canceled",
  );
  expect(impossibleWords('SettleOrder', 'accepted')).toBe("the order can't be settled: it is working");
  expect(impossibleWords('RecordCancelRejection', 'submitting')).toBe(
    "the order can't record that its cancel was refused: it is being sent to the venue",
  );
  expect(impossibleWords('RequestCancel', 'none')).toBe("the order can't be canceled: it does not exist");
});
