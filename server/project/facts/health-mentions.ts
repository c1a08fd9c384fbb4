import { type HealthMentions, healthMentions as mentionsIn, mayMentionHealth } from '../served/health-mentions';
import type { FactProvider } from './fact-provider';

/** Which files besides the code name paths of health checks. */
export const healthMentions: FactProvider<HealthMentions> = {
  concerns: mayMentionHealth,
  read: ({ kind, path, text }) => mentionsIn(path, kind, text),
};
