import { endlessLoops, mainStatement, runsInFramework, serverCalls } from '../../languages/python/agent-shape';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { AgentReference } from '../../project/project-view';
import type { RelatedPlace } from '../finding';
import { type CodeContext, defineRule } from '../rule';
import { agentClassOf, legacyAgentOf, usesBaseAgent } from './agent-class';
import { answerFix } from './health/health-answer-fix';
import { speaksOfHealth } from './health/answering-python';
import { healthRoutes } from './health/health-paths';

export const rule = defineRule({
  id: 'missing-health-check',
  topic: 'lifecycle',
  severity: 'warning',
  impact: 7,
  effort: 3,
  triggers: ['__main__', 'listen(', 'serve', 'while True', '.bind(', 'fn main'],
  crossFile: true,
  documentation: {
    summary: 'Reports agents that never answer a health check.',
    whatItDoes:
      'Reports a script that a startup file lists and that answers no health request: no HTTP route, no ZeroMQ action, no gRPC health service, neither in its own file nor in a server of the project that it imports. Silent for heirs of the base agent, for classes whose base is not in the project, for servers that answer every path, for agents that the startup file checks in another way (`tcp`, `exec`, `log`), and where `legacy-agent` says that the class is to become a base agent, which answers.',
    whyItMatters:
      'A process that runs is not an agent that works. Without an answer nobody can tell one that hangs from one that is busy: the supervisor restarts it for nothing, or never.',
    examples: [
      {
        path: 'agents/exporter.py',
        files: {
          'startup_config.yaml':
            'agents:\n  - name: Exporter\n    script_path: agents/exporter.py\n    port: 7300\n    health_check_port: 8300\n',
        },
        bad: 'import time\n\n\ndef work():\n    while True:\n        time.sleep(5)\n\n\nif __name__ == "__main__":\n    work()\n',
        good: 'import threading\nimport time\nfrom health import serve_health\n\n\ndef work():\n    while True:\n        time.sleep(5)\n\n\nif __name__ == "__main__":\n    threading.Thread(target=serve_health, args=(8300,), daemon=True).start()\n    work()\n',
      },
      {
        path: 'agents/api.py',
        files: {
          'startup_config.yaml':
            'agents:\n  - name: Api\n    script_path: agents/api.py\n    port: 7400\n    health_check_port: 7400\n',
        },
        bad: 'import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/items")\ndef items():\n    return []\n\n\nif __name__ == "__main__":\n    uvicorn.run(app, port=7400)\n',
        good: 'import uvicorn\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/health")\ndef health():\n    return {"status": "ok"}\n\n\nif __name__ == "__main__":\n    uvicorn.run(app, port=7400)\n',
      },
    ],
    fixSafety:
      'To be reviewed: a route that says `ok` is added to a web application, a small HTTP server on the health port beside everything else. Both say that the process answers; whether it works, you have to add.',
    references: ['https://microservices.io/patterns/observability/health-check-api.html'],
    remediation: {
      steps: [
        'Inherit from the base agent, or apply the quick fix.',
        'Let the answer say what the agent needs: models, queues, other agents.',
      ],
      test: 'Start the agent and ask its health port: it answers within a second.',
      rollback: 'Remove the route or the server.',
      dependsOn: ['legacy-agent'],
    },
  },
  checks: {
    python(context) {
      const { code, document, project } = context;
      const entries = asked(context);
      if (entries.length === 0 || code.root.hasError) return;
      const main = mainStatement(code);
      if (main === null && endlessLoops(code, code.root).length === 0 && serverCalls(code).length === 0) return;
      if (
        usesBaseAgent(project, document.path) ||
        project.baseAgent?.path === document.path ||
        inheritsFromOutside(context)
      )
        return;
      // One fault, one finding: whoever is to become a base agent answers health checks then.
      if (legacyAgentIsReported(context)) return;
      if (runsElsewhere(context) || answers(context) || speaksOfHealth(code)) return;
      const agent = agentClassOf(code, true);
      const condition = main?.childForField('condition') ?? main;
      const range =
        agent?.nameNode ??
        (main === null || condition === null ? firstLine(context) : { start: main.start, end: condition.end });
      report(context, range, entries);
    },
    typescript: checkServer,
    rust: checkServer,
  },
});

function legacyAgentIsReported({ code, configuration, document, project }: CodeContext): boolean {
  const { rules } = configuration;
  const severity = rules['legacy-agent']?.severity ?? rules['lifecycle']?.severity;
  return severity !== 'off' && legacyAgentOf(code, project, document.path) !== null;
}

/** The entries of startup files that start this file and leave the asking to the agent's own protocol. */
function asked({ document, project }: CodeContext): readonly AgentReference[] {
  const entries = project.agentsForScript(document.path);
  return entries.every(({ agent }) => agent.probe === null || /^(?:auto|http|zmq|grpc)$/.test(agent.probe.kind))
    ? entries
    : [];
}

/** True when a class may have inherited its answers from a package. */
function inheritsFromOutside({ document, project }: CodeContext): boolean {
  const module = project.classes.module(document.path);
  return (module?.classes ?? []).some(
    (summary) =>
      project.classes.descendsFrom({ module: module as NonNullable<typeof module>, summary }, 'BaseAgent') ===
        'unknown' && summary.bases.some((base) => /Agent|Service|Server|Worker|Node|Servicer|Component/.test(base)),
  );
}

/** The application stands in another file that cannot be seen from here: `uvicorn.run("app.main:app")`, Celery, Streamlit. */
function runsElsewhere({ code }: CodeContext): boolean {
  if (!runsInFramework(code)) return false;
  if (
    code.imports.some(({ module }) => /^(?:streamlit|gradio|celery|ray|dramatiq|rq|mcp|fastmcp|django)\b/.test(module))
  )
    return true;
  return (
    code.routes.length === 0 && !/\b(?:grpc(?:\.aio)?\.server|add_insecure_port|FastAPI|Flask|Quart)\(/.test(code.text)
  );
}

function answers({ code, configuration, document, project }: CodeContext): boolean {
  if (code.routes.some(({ path }) => path === null || /^\/?(?:\{|<|:|\*|\uFFFC)/.test(path))) return true;
  if (healthRoutes(code, configuration.healthPath).length > 0) return true;
  const { files } = project.services.program(document.path);
  return files.some((file) => {
    const served = file === document.path ? null : project.services.file(file);
    return (
      served !== null &&
      served.answersHealth &&
      (served.protocols.length > 0 || served.healthRoutes.length > 0 || /health/i.test(file))
    );
  });
}

function checkServer(context: CodeContext): void {
  const { code, document, project } = context;
  const entries = asked(context);
  if (entries.length === 0 || code.root.hasError || project.services.file(document.path)?.answersHealth === true)
    return;
  if (answers(context) || speaksOfHealth(code)) return;
  const opened = code.calls.find(({ name }) => /^(?:listen|serve|bind|run)$/.test(name));
  if (opened !== undefined) report(context, opened.callee, entries);
}

function firstLine({ document }: CodeContext): TextRange {
  return { start: 0, end: document.lines.lineEnd(0) };
}

function report(context: CodeContext, range: TextRange, entries: readonly AgentReference[]): void {
  const [entry] = entries;
  if (entry === undefined) return;
  const healthPort = entry.agent.healthPort?.value.base ?? null;
  const fix = answerFix(context, healthPort);
  context.report({
    range: { start: range.start, end: range.end },
    message: `${entry.agent.name.value} never answers a health check${healthPort === null ? '' : ` (port ${healthPort})`}: nobody can tell whether it works or hangs; answer ${context.configuration.healthPath}, or inherit from the base agent`,
    related: entries.map(({ definition, agent }): RelatedPlace => ({
      uri: definition.file,
      range: agent.name.range,
      message: `${agent.name.value} is started from this script`,
    })),
    fixes: fix === null ? [] : [fix],
  });
}
