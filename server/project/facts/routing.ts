import { routingFacts } from '../routing/read-routing';
import type { RoutingFacts } from '../routing/routing-facts';
import { type FactProvider, isCodePath } from './fact-provider';

/** How files of code put routers together, and what stands before them. */
export const routing: FactProvider<RoutingFacts> = {
  concerns: isCodePath,
  read: ({ kind, path, text }) => routingFacts(path, kind, text),
};
