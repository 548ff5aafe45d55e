import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { testFolder } from '../../../sqlite/testing/testFolder.ts';
import { openFixStore } from './fixStore.ts';
import { identity } from './testing/sampleMessages.ts';
import { sessionRecordContract, type OpenedRecord } from './testing/sessionRecordContract.ts';

function open(path: string): OpenedRecord {
  const opened = openFixStore(path, identity);
  if (!opened.ok) throw new Error(opened.error.message);
  const record = opened.value;
  onTestFinished(() => record.close());
  return {
    record,
    again: () => {
      record.close();
      return Promise.resolve(open(path));
    },
  };
}

sessionRecordContract('a file', () => Promise.resolve(open(join(testFolder(), 'fix-exec.db'))));
