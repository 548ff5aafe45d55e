/** The data with which a thread was started. */
import { workerData } from 'node:worker_threads';

/** This program starts its threads itself, each with data of the type that the thread names here. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the data has the type of whoever starts it
export function threadData<Data>(): Data {
  const data: unknown = workerData;
  return data as Data;
}
