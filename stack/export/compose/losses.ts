import type { Handover, Loss } from '../handover';
import { lossOfStack, READ_ONLY } from '../loss-text';

/** What Compose cannot do for any stack of this kind. */
export function composeLosses({ agents, writableFolders, dotenv, dotenvFiles }: Handover): Loss[] {
  const dollars = dotenv.filter(({ hasDollar }) => hasDollar).map(({ name }) => name);
  return [
    ...(writableFolders.length === 0 ? [READ_ONLY] : []),
    ...(agents.some(({ vramMb }) => vramMb !== null)
      ? [
          lossOfStack(
            'placement by GPU memory',
            'Compose reserves whole GPUs and knows no amount of memory; agents with a reservation share the first GPU',
            'with several GPUs, give each service its own with device_ids',
          ),
        ]
      : []),
    ...(agents.some(({ restart }) => restart !== 'never')
      ? [
          lossOfStack(
            'restarting agents that hang, and giving up on those that crash again and again',
            'Docker restarts a container only when its process ends, and then for ever',
            'watch for "unhealthy" and "Restarting" in docker compose ps',
          ),
        ]
      : []),
    ...(dollars.length > 0
      ? [
          lossOfStack(
            `dollar signs in ${dotenvFiles.join(' and ')}: ${dollars.join(', ')}`,
            'our launcher takes them as they are, Compose expands what stands behind them',
            'put these values in single quotes',
          ),
        ]
      : []),
  ];
}
