import type { Handover, HandoverAgent } from './handover';

/** On one machine the port behind an agent's health port may be another agent's: it is not asked then. */
export function onOneMachine(agent: HandoverAgent, { agents }: Pick<Handover, 'agents'>): HandoverAgent {
  const { question } = agent.health;
  if (question.kind !== 'any') return agent;
  const taken = new Set(
    agents.filter((other) => other !== agent).flatMap(({ ports }) => ports.map(({ port }) => port)),
  );
  const own = new Set(agent.ports.map(({ port }) => port));
  const ports = question.ports.filter((port) => own.has(port) || !taken.has(port));
  return { ...agent, health: { ...agent.health, question: { ...question, ports } } };
}
