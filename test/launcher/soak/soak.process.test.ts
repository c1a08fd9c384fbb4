import { soak } from './soak';

const SECONDS = 30;

describe('a stack to which everything happens at once', () => {
  it('tells the truth in the end, and leaves nothing', async function () {
    this.timeout(SECONDS * 1000 + 240_000);
    await soak({ seconds: SECONDS, seed: 20_261_121, say: () => undefined });
  });
});
