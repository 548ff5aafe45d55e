/** Entry of the engine's thread in the console: it serves the runtime to windows through the main process. */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { threadData } from '../../infra/threads/threadData.ts';
import type { EngineThreadData, ToEngineThread } from '../../../shared/contract/engineThread.ts';
import { invariant } from '../../../shared/kernel/invariant.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../infra/clock/systemClock.ts';
import { uuidV7 } from '../../infra/clock/uuidV7.ts';
import { createLogger } from '../../infra/logging/createLogger.ts';
import { fileSink, logFile } from '../../infra/logging/fileSink.ts';
import { LogTail } from '../../infra/logging/logTail.ts';
import { ofComponent } from '../../infra/logging/ofComponent.ts';
import { stderrSink } from '../../infra/logging/stderrSink.ts';
import { openControlChannel } from '../control/controlServer.ts';
import { openConsoleEngine } from './openConsoleEngine.ts';
import { serveEngine, type EngineParent } from './serveEngine.ts';
import { VenueProcesses } from './venueProcesses.ts';
import { WindowKeyStore } from './windowKeyStore.ts';

const port = parentPort;
invariant(port !== null, 'the engine runs in a worker thread');
const data = threadData<EngineThreadData>();
const clock = systemClock();
const scheduler = nodeScheduler();
const ids = uuidV7(clock);
const terminal = stderrSink('text');
const tail = new LogTail(logFile(data.dataFolder));
const logger = createLogger(clock, [
  terminal,
  tail,
  fileSink(data.dataFolder, {
    onFault: (error) => {
      const fields = { error: String(error) };
      terminal.write({
        time: clock.now(),
        level: 'warn',
        message: 'the log file can not be written',
        fields,
      });
    },
  }),
]);

const parent: EngineParent = {
  post: (message) => port.postMessage(message),
  onMessage: (listener) =>
    void port.on('message', (message: ToEngineThread<MessagePort>) => listener(message)),
};
const venues = new VenueProcesses({
  post: (message) => parent.post(message),
  scheduler,
  processId: process.pid,
});
const keyStore = new WindowKeyStore((message) => parent.post(message));
const ended = await serveEngine({
  parent,
  data,
  ports: { clock, scheduler, logger: ofComponent(logger, 'window') },
  log: tail,
  venues,
  keyStore,
  nextId: () => ids.next(),
  openControl: (apiFor) =>
    openControlChannel({ folder: data.dataFolder, apiFor, logger: ofComponent(logger, 'control') }),
  open: () =>
    openConsoleEngine({
      data,
      clock,
      scheduler,
      logger: ofComponent(logger, 'console'),
      startSim: venues.start,
      keyStore,
    }),
});
logger.close();
process.exit(ended ? 0 : 1);
