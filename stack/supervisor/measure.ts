import { version } from '../../package.json';
import type { StackMeasurements } from '../protocol/measurements';
import type { StackSupervisor } from './stack-supervisor';

/** Measurements as old as this are taken for present ones, in milliseconds. */
const FRESH_MS = 1_000;

/** What was counted since the supervisor started, with usage measured now. */
export async function measure(supervisor: StackSupervisor): Promise<StackMeasurements> {
  const { recorder, logKeeper } = supervisor;
  await supervisor.view.refresh(FRESH_MS);
  await supervisor.sampler.ask(FRESH_MS);
  const snapshot = supervisor.snapshot();
  recorder.keepOnly(new Set(snapshot.agents.map(({ name }) => name)));
  const { user, system } = process.cpuUsage();
  return {
    snapshot,
    supervisor: { version, cpuSeconds: (user + system) / 1e6, rssBytes: process.memoryUsage.rss() },
    agents: snapshot.agents.map(({ name, logFile }) => ({
      name,
      probes: recorder.histograms(name),
      probeResults: recorder.results(name),
      cpuSeconds: recorder.cpuSeconds(name),
      log: logKeeper.measurements(logFile),
    })),
  };
}
