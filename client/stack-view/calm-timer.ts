/** Does something once things have been calm for a while, or have not been for too long. */
export class CalmTimer {
  private timer: NodeJS.Timeout | null = null;
  private since = 0;
  private heldUntil = -Infinity;

  /**
   * @param calmMs milliseconds without a disturbance that count as calm
   * @param patienceMs after this many milliseconds it is done, calm or not
   */
  constructor(
    private readonly calmMs: number,
    private readonly patienceMs: number,
    private readonly work: () => void,
  ) {}

  /** Asks for the work to be done; asked again before it was, it is still done once. */
  request(): void {
    if (this.timer !== null) return;
    this.since = performance.now();
    this.wait();
  }

  /** Something has happened: a request that waits, waits on. */
  disturb(): void {
    if (this.timer !== null) this.wait();
  }

  /** Keeps the work away for a time, whatever else happens. @param milliseconds from now on */
  hold(milliseconds: number): void {
    this.heldUntil = performance.now() + milliseconds;
    this.disturb();
  }

  cancel(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private wait(): void {
    this.cancel();
    const now = performance.now();
    const left = this.since + this.patienceMs - now;
    this.timer = setTimeout(
      () => {
        this.timer = null;
        this.work();
      },
      Math.max(0, this.heldUntil - now, Math.min(this.calmMs, left)),
    );
  }
}
