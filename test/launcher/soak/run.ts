/** `npm run soak -- [--minutes 30] [--seed 1] [--agents 12]` */
import { parseArgs } from 'node:util';
import { soak } from './soak';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    agents: { type: 'string', default: '12' },
  },
});
const seconds = Number(values.minutes) * 60;
console.log(`soak of ${values.minutes} minutes, seed ${values.seed}`);
soak({ seconds, seed: Number(values.seed), agents: Number(values.agents), say: console.log }).then(
  () => console.log('the state is true, and nothing is left'),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
