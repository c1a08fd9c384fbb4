/** Tells everybody who asked. Listeners run in the order of their subscription. */
export class Emitter<T> {
  private readonly listeners: ((event: T) => void)[] = [];

  on(listener: (event: T) => void): void {
    this.listeners.push(listener);
  }

  fire(event: T): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
