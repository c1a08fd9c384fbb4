import type { ClassDefinition } from '../../languages/code-model';
import { migrateClass } from '../../fixes/migration/migrate-class';
import type { ClassContract } from '../../project/class-contract';
import type { AgentReference, ProjectView } from '../../project/project-view';
import type { Fix, RelatedPlace } from '../finding';
import { type CodeContext, defineRule } from '../rule';
import { legacyAgentOf } from './agent-class';

const BASE_AGENT = `import os
import signal
import threading

import zmq


class BaseAgent:
    def __init__(self, name, port=None, health_check_port=None, **kwargs):
        self.name = name
        self.port = int(os.environ["AGENT_PORT"] if port is None else port)
        self.health_check_port = int(health_check_port or os.environ.get("HEALTH_CHECK_PORT", self.port + 1000))
        self.running = True
        signal.signal(signal.SIGTERM, lambda *_: self.stop())
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
        threading.Thread(target=self.answer_health, daemon=True).start()

    def handle_request(self, request):
        return {"status": "error", "error": "unknown action"}

    def run(self):
        try:
            while self.running:
                if self.socket.poll(200):
                    self.socket.send_json(self.handle_request(self.socket.recv_json()))
        finally:
            self.cleanup()

    def stop(self):
        self.running = False

    def cleanup(self):
        self.context.destroy()
`;

export const rule = defineRule({
  id: 'legacy-agent',
  topic: 'lifecycle',
  severity: 'warning',
  impact: 8,
  effort: 5,
  triggers: ['__main__', 'class '],
  crossFile: true,
  documentation: {
    summary: 'Reports agents that do not inherit from the project’s base agent.',
    whatItDoes:
      'Reports a script that is an agent — a startup file names it, or its class opens a port, waits in a loop and is started under `__main__` — when none of its classes descends from the base agent, at any depth, across files, aliases and conditional names. Silent on libraries, modules of functions, services of a framework (FastAPI, gRPC, Flask), archives, and in projects without a base agent.',
    whyItMatters:
      'The base agent answers health checks, handles signals and releases ports. An agent outside it looks dead to the supervisor while it works, and alive when it hangs; every one of them does sockets and shutdown in its own way.',
    examples: [
      {
        path: 'agents/greeter.py',
        bad: `import zmq


class Greeter:
    def __init__(self, port=5601):
        self.port = port
        self.context = zmq.Context()
        self.socket = self.context.socket(zmq.REP)
        self.socket.bind(f"tcp://*:{self.port}")
        self.greeted = 0

    def run(self):
        while True:
            request = self.socket.recv_json()
            if request.get("action") == "greet":
                self.greeted += 1
                self.socket.send_json({"status": "ok", "text": f"Hello {request['name']}"})
            else:
                self.socket.send_json({"status": "error", "error": "unknown action"})


if __name__ == "__main__":
    Greeter().run()
`,
        good: `from common.base_agent import BaseAgent


class Greeter(BaseAgent):
    def __init__(self, port=5601, health_check_port=None, **kwargs):
        super().__init__(name="Greeter", port=port, health_check_port=health_check_port, **kwargs)
        self.greeted = 0

    def handle_request(self, request: dict) -> dict:
        if request.get("action") == "greet":
            self.greeted += 1
            return {"status": "ok", "text": f"Hello {request['name']}"}
        return super().handle_request(request)


if __name__ == "__main__":
    Greeter().run()
`,
        files: { 'common/base_agent.py': BASE_AGENT },
      },
    ],
    fixSafety:
      'To be reviewed: *Migrate to BaseAgent* rewrites one class. The base agent takes over context, REP socket, health socket and thread, and signal handlers; the loop’s body becomes `handle_request`; other sockets keep their ports; log files give way to the supervisor’s log; a failed start ends with an error code. Where something needed is not understood no migration is offered, and the message says what stands in the way.',
    references: ['https://zguide.zeromq.org/docs/chapter4/'],
    remediation: {
      steps: [
        'Preview the migration and apply it, or move the class by hand where none is offered.',
        'Compare the ports with the startup file.',
        'Start the agent on its own and ask for its health.',
      ],
      test: 'The agent starts, answers its health check and its old requests, and ends within seconds of SIGTERM.',
      rollback: 'One undo, or revert the commit: only this file changes.',
      dependsOn: [],
    },
  },
  checks: {
    python(context) {
      const { code, document, project } = context;
      const definition = legacyAgentOf(code, project, document.path);
      if (definition === null) return;
      reportLegacy(context, definition, project.agentsForScript(document.path));
    },
  },
});

function reportLegacy(context: CodeContext, definition: ClassDefinition, entries: readonly AgentReference[]): void {
  const base = context.project.baseAgent?.className ?? 'BaseAgent';
  const migration = migrationFor(context, definition);
  const obstacle = typeof migration === 'string' ? ` (no migration is offered: ${migration})` : '';
  context.report({
    range: definition.nameNode,
    message: `${definition.name} is an agent but does not inherit from ${base}: nobody answers its health checks or stops it cleanly; migrate it${obstacle}`,
    related: entries.map(({ definition: stack, agent }): RelatedPlace => ({
      uri: stack.file,
      range: agent.name.range,
      message: `${agent.name.value} is started from this script`,
    })),
    fixes: typeof migration === 'string' ? [] : [migration],
  });
}

/** The migration of the class, or what stands in its way. */
function migrationFor({ code, document, project }: CodeContext, definition: ClassDefinition): Fix | string {
  const base = project.baseAgent;
  if (base === null || base.module === null) return 'the module to import the base agent from is not known';
  const contract = contractOf(project);
  if (contract === null) return `the source of ${base.className} is not in the project`;
  const migration = migrateClass(code, document.uri, definition, {
    contract,
    className: base.className,
    module: base.module,
    freePort: (above, taken) => freePort(project, above, taken),
  });
  if (migration.kind === 'refused') return migration.reason;
  return { title: `Migrate ${definition.name} to ${base.className}`, safety: 'review', edits: migration.edits };
}

function contractOf(project: ProjectView): ClassContract | null {
  const base = project.baseAgent;
  if (base === null || base.path === null) return null;
  return project.classes.module(base.path)?.contracts[base.className] ?? null;
}

/** The first port behind those the agent has that no startup file gives to anybody, its derived neighbours included. */
function freePort(project: ProjectView, above: number, taken: readonly number[]): number {
  for (let port = above + 1; port < 65_536; port++) {
    const declared = project.agentsOnPort(port).length + project.agentsOnPort(port - 1).length;
    if (declared === 0 && !taken.includes(port)) return port;
  }
  return 0;
}
