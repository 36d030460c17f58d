/**
 * Returns a function that reads and shows what it read. There is one read at a time: calls during a read cause one more read. A
 * failure is reported until a read succeeds.
 */
export function reader(load, show, report) {
  let isReading = false;
  let isOutdated = false;
  let failure = null;
  return async function read() {
    isOutdated = true;
    if (isReading) return;
    isReading = true;
    while (isOutdated) {
      isOutdated = false;
      try {
        show(await load());
        if (failure) report(failure = null);
      } catch (error) {
        report(failure = error);
      }
    }

    isReading = false;
  };
}
