/** Ctrl-C arrives as a character while the terminal is read key by key. */
const QUIT = ['q', 'Q', '\u0003'];

/** Resolves when `q`, Escape or Ctrl-C is pressed on the terminal this command reads from; never where there is none. */
export function quitKey(signal: AbortSignal): Promise<void> {
  const { stdin } = process;
  return new Promise((resolve) => {
    if (!stdin.isTTY || signal.aborted) return;
    const done = () => {
      stdin.off('data', onKeys);
      stdin.setRawMode(false);
      stdin.pause();
    };
    const onKeys = (keys: Buffer) => {
      const text = keys.toString('latin1');
      // A lone Escape: arrows and other keys begin with it, too.
      if (!QUIT.some((key) => text.includes(key)) && text !== '\u001b') return;
      done();
      resolve();
    };
    stdin.setRawMode(true);
    stdin.on('data', onKeys);
    stdin.resume();
    signal.addEventListener('abort', done, { once: true });
  });
}
