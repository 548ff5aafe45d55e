// Entry of the simulated venue's own process. A stand-in until the venue arrives: it waits to be told to stop.
process.on('SIGTERM', () => {
  process.exit(0);
});
