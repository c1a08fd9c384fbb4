import { firstVerdict } from './first-verdict';
import { probeGrpc } from './grpc-probe';
import { probeHttp } from './http-probe';
import type { Asked, AskedPort, Prober, ProbeResult, ProbeTarget, SocketProbeResult } from './probe-result';
import { hearFirstWords, probeTcp, type FirstWords } from './tcp-probe';
import { probeZmq } from './zmq-probe';

/** How long a peer gets to speak first. ZeroMQ and HTTP/2 servers do so from their I/O threads, at once. */
const FIRST_WORDS_MS = 60;
/** A port that is merely open is asked again in all protocols after this time: its server may have become ready. */
const OPEN_RECHECK_MS = 5000;

type SocketProbe = (asked: AskedPort, signal?: AbortSignal) => Promise<SocketProbeResult>;

interface Candidate {
  readonly port: number;
  readonly ask: SocketProbe;
}

interface Remembered extends Candidate {
  /** True when the answer was only `open`; then it is not believed for long. */
  readonly provisional: boolean;
  readonly at: number;
}

/**
 * Finds out which question an agent answers, and remembers. In order of preference: HTTP on the health port, HTTP on the next
 * port, ZeroMQ on the health port; the same on the main port; then other ports the agent owns; and when nobody answers any
 * question, the first port that accepts connections.
 */
export class AutoProber implements Prober {
  readonly #target: ProbeTarget;
  readonly #asked: Asked;
  #remembered: Remembered | null = null;

  constructor(target: ProbeTarget, asked: Asked) {
    this.#target = target;
    this.#asked = asked;
  }

  async check(signal?: AbortSignal): Promise<ProbeResult> {
    const known = this.#remembered;
    if (known && this.#mayAsk(known.port) && !(known.provisional && performance.now() - known.at > OPEN_RECHECK_MS)) {
      const result = await known.ask(this.#askedOn(known.port), signal);
      // Silence from a port that used to answer is the agent's illness, not a reason to look for a kinder port.
      if (result.outcome === 'answered' || result.outcome === 'silent') return withoutOutcome(result);
    }
    this.#remembered = null;
    return this.#discover(signal);
  }

  #askedOn(port: number): AskedPort {
    const path = this.#target.definition?.path;
    return path === undefined ? { ...this.#asked, port } : { ...this.#asked, port, path };
  }

  #mayAsk(port: number): boolean {
    const owned = this.#target.ownedPorts?.() ?? null;
    return owned === null || owned.includes(port);
  }

  /** The ports in order of preference, without those that belong to somebody else. */
  #ports(): { port: number; spare: boolean }[] {
    const { port, healthPort, definition } = this.#target;
    const declared = [definition?.port ?? null, healthPort, port];
    const ordered = new Map<number, boolean>();
    for (const main of declared) {
      if (main === null) continue;
      ordered.set(main, false);
      // The port after is a convention nobody declared: only HTTP is expected there.
      if (!declared.includes(main + 1) && !ordered.has(main + 1)) ordered.set(main + 1, true);
    }
    for (const owned of this.#target.ownedPorts?.() ?? []) if (!ordered.has(owned)) ordered.set(owned, false);
    return [...ordered]
      .map(([number, spare]) => ({ port: number, spare }))
      .filter(({ port: number }) => this.#mayAsk(number));
  }

  async #discover(signal: AbortSignal | undefined): Promise<ProbeResult> {
    const started = performance.now();
    const ports = this.#ports();
    const heard = await Promise.all(
      ports.map(({ port }) => hearFirstWords({ ...this.#asked, port }, FIRST_WORDS_MS, signal)),
    );
    const candidates = ports.flatMap(({ port, spare }, index) => {
      const probe = probeFor(heard[index]!, spare);
      return probe ? [{ port, ask: probe, http: probe === probeHttp, spare }] : [];
    });
    // The next port comes before ZeroMQ on the port itself: where both exist, HTTP is the one made for asking.
    const ordered = preferHttpNextDoor(candidates);
    const questions = ordered.map(
      ({ port, ask }) =>
        (either: AbortSignal) =>
          ask(this.#askedOn(port), either),
    );
    const found = await firstVerdict(questions, signal);
    if (found) return this.#remember(ordered[found.index]!, found.result, found.result.verdict === 'open');

    const open = ports.find((entry, index) => heard[index] !== 'refused' && !entry.spare);
    if (open) {
      const result = await probeTcp(this.#askedOn(open.port), signal);
      return this.#remember({ port: open.port, ask: probeTcp }, result, true);
    }
    return {
      verdict: 'unreachable',
      kind: 'tcp',
      port: this.#target.healthPort ?? this.#target.port,
      latencyMs: performance.now() - started,
      detail: this.#nobodyThere(),
    };
  }

  #remember({ port, ask }: Candidate, result: SocketProbeResult, provisional: boolean): ProbeResult {
    if (result.verdict !== 'unreachable') this.#remembered = { port, ask, provisional, at: performance.now() };
    return withoutOutcome(result);
  }

  #nobodyThere(): string {
    const declared = [this.#target.healthPort, this.#target.port].filter((port) => port !== null);
    const owned = this.#target.ownedPorts?.() ?? null;
    if (declared.length === 0) return 'the startup file gives no port to probe';
    const names = [...new Set(declared)].join(' or ');
    return owned === null ? `nothing listens on port ${names}` : `the agent does not listen on port ${names} yet`;
  }
}

function probeFor(heard: FirstWords, spare: boolean): SocketProbe | null {
  if (heard === 'refused' || heard === 'other') return null;
  if (heard === 'silent') return probeHttp;
  if (spare) return null;
  return heard === 'zmtp' ? probeZmq : probeGrpc;
}

function preferHttpNextDoor<T extends { port: number; http: boolean; spare: boolean }>(candidates: readonly T[]): T[] {
  const ordered: T[] = [];
  for (const candidate of candidates) {
    const before = ordered.at(-1);
    if (candidate.spare && before && !before.http && before.port === candidate.port - 1)
      ordered.splice(-1, 0, candidate);
    else ordered.push(candidate);
  }
  return ordered;
}

function withoutOutcome({ outcome: _outcome, ...result }: SocketProbeResult): ProbeResult {
  return result;
}
