// What the journeys of the published clients share: checks that say what is wrong, and waits that end.

// For what does not come at all: a desk that starts on a busy machine may take many seconds, and an answer too.
export const PATIENCE = 100_000;

export function check(truth, said) {
  if (!truth) throw new Error(said);
}

/** `what` is waited for, in words, or a function that finds the words when it did not come. */
export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    const give = () => reject(new Error(`waited too long for ${typeof what === "string" ? what : what()}`));
    timer = setTimeout(give, PATIENCE);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export const happens = (subscribe, what) => within(new Promise((resolve) => subscribe(resolve)), what);

/** How a push or a join ended: ok, error or timeout. */
export const settled = (push, what) =>
  happens((resolve) => {
    push.receive("ok", (response) => resolve({ status: "ok", response }));
    push.receive("error", (response) => resolve({ status: "error", response }));
    push.receive("timeout", () => resolve({ status: "timeout" }));
  }, what);

/** Does each step in turn and says which held; the first that does not ends the process with exit code 1. */
export async function walk(steps) {
  for (const [step, run] of Object.entries(steps)) {
    try {
      await run();
    } catch (error) {
      console.log(`failed: ${step}: ${error.message}`);
      process.exit(1);
    }
    console.log(`ok: ${step}`);
  }
  process.exit(0);
}
