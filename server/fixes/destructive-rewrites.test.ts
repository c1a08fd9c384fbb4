import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { type Files, fixed, judgedByPython } from './testing/every-fix';

// Rewrites by search and replace that were found in real repositories. Each broke the file or its meaning. Every case is a project in which it would
// happen; every fix of every rule is applied to it, alone and all together, and the result has to parse and be right.
// `meets` names the rules whose fixes come by: the case fails when one of them no longer does.

interface Rewrite {
  readonly path: string;
  readonly files: Files;
  readonly meets: readonly string[];
  /** Called with the file after each fix and after all of them. */
  readonly holds: (after: string, before: string) => void;
  /** Called with the file after all fixes. */
  readonly ends?: (after: string) => void;
}

const STARTUP = lines(
  'agent_groups:',
  '  core:',
  '    ServiceRegistry: { script_path: agents/registry.py, port: 7200 }',
  '    Memory: { script_path: agents/memory.py, port: 17201 }',
);
const PROJECT: Files = { 'config/startup.yaml': STARTUP, 'agents/registry.py': '' };
const HELPER: Files = {
  'common/env.py': lines(
    'import os',
    '',
    'def get_env(name, default=None):',
    '    return os.environ.get(name, default)',
  ),
  'a.py': lines('from common.env import get_env', '', 'PORT = get_env("A_PORT", "1")'),
  'b.py': lines('from common.env import get_env', '', 'PORT = get_env("B_PORT", "2")'),
};

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}

function rewrite(title: string, { path, files, meets, holds, ends }: Rewrite): void {
  it(title, async () => {
    const before = files[path] ?? '';
    const { each, all } = await fixed(path, files, meets);
    for (const after of [...each, all]) holds(after, before);
    ends?.(all);
  });
}

describe('rewrites that destroyed code elsewhere', () => {
  describe('1: expressions inside texts stay whole', () => {
    const kept =
      (...expressions: string[]) =>
      (after: string): void => {
        for (const expression of expressions) assert.ok(after.includes(expression), `${expression} is gone:\n${after}`);
      };
    rewrite('f-strings with subscripts, formats, conversions and braces of their own', {
      path: 'agents/memory.py',
      meets: ['hardcoded-host'],
      files: {
        ...PROJECT,
        'agents/memory.py': lines(
          'import zmq',
          '',
          'def connect(sock, service, port, names):',
          `    sock.connect(f"tcp://localhost:{service['port']}")`,
          '    sock.connect(f"tcp://localhost:{port}")',
          '    sock.connect(f"tcp://localhost:{port:05d}")',
          '    sock.connect(f"tcp://localhost:{max(port, names[0])}")',
          `    sock.connect(rf'tcp://localhost:{service["ports"][0]!s}')`,
          '    sock.connect("tcp://localhost:" + str(port))',
          '    sock.connect("tcp://localhost:%d" % port)',
          '    sock.connect("tcp://localhost:{}".format(port))',
          '    sock.send_json({"address": f"http://localhost:{port}/{{id}}"})',
        ),
      },
      holds: kept(
        `:{service['port']}"`,
        ':{port}"',
        ':{port:05d}"',
        ':{max(port, names[0])}"',
        `:{service["ports"][0]!s}'`,
        'str(port)',
        '%d" % port',
        '.format(',
        ':{port}/{{id}}"',
      ),
      ends: (after) => assert.ok(!/connect\([^)]*localhost:\{/.test(after), after),
    });
    rewrite('templates in TypeScript', {
      path: 'src/link.ts',
      meets: ['hardcoded-host'],
      files: {
        'src/link.ts': lines(
          'export async function link(service: { ports: number[] }, port: number) {',
          '  await fetch(`http://192.168.1.7:${service.ports[0]}/a/${encodeURIComponent(`x${port}`)}`);',
          '}',
        ),
      },
      holds: kept('${service.ports[0]}', '${encodeURIComponent(`x${port}`)}'),
    });
    rewrite('formats in Rust', {
      path: 'src/link.rs',
      meets: [],
      files: {
        'src/link.rs': lines(
          'pub async fn ask(port: u16) -> reqwest::Result<String> {',
          '    reqwest::get(format!("http://192.168.1.7:{port}/{{id}}")).await?.text().await',
          '}',
        ),
      },
      holds: kept('{port}/{{id}}'),
    });
  });

  describe('2: connect() never gets the address to listen on', () => {
    const never = (after: string, before: string): void => {
      assert.ok(!/connect\([^)\n]*(?:0\.0\.0\.0|BIND_ADDRESS|bind_address)/.test(after), after);
      assert.ok(after.split('\n').length <= before.split('\n').length + 3, after);
    };
    rewrite('a literal', {
      path: 'agents/memory.py',
      meets: ['hardcoded-host'],
      files: {
        ...PROJECT,
        'agents/memory.py': lines(
          'import zmq',
          '',
          'context = zmq.Context()',
          'registry = context.socket(zmq.REQ)',
          'registry.setsockopt(zmq.RCVTIMEO, 5000)',
          'registry.connect("tcp://localhost:7200")',
        ),
      },
      holds: never,
      ends: (after) => assert.match(after, /SERVICE_REGISTRY_HOST['"], ['"]service_registry/),
    });
    rewrite('beside a bind, and to the address that is bound', {
      path: 'agents/memory.py',
      meets: ['loopback-bind', 'wildcard-connect'],
      files: {
        ...PROJECT,
        Dockerfile: 'FROM python:3.11-slim\n',
        'agents/memory.py': lines(
          'import zmq',
          '',
          'context = zmq.Context()',
          'server = context.socket(zmq.REP)',
          'server.bind("tcp://127.0.0.1:17201")',
          'registry = context.socket(zmq.REQ)',
          'registry.setsockopt(zmq.RCVTIMEO, 5000)',
          'registry.connect("tcp://0.0.0.0:7200")',
        ),
      },
      holds: (after, before) => assert.ok(after.split('\n').length <= before.split('\n').length + 3, after),
      ends: (after) => {
        never(after, after);
        assert.match(after, /bind\([^\n]*BIND_ADDRESS/);
      },
    });
  });

  describe('3: numbers and words are no secrets', () => {
    const harmless: readonly (readonly [string, string])[] = [
      ...[
        'MAX_HISTORY_TOKENS = 2000',
        'REDIS_PORT = 6379',
        'token_type = "word"',
        'PAD_TOKEN = "<pad-0012>"',
        'TOKEN_LIMIT = "4096"',
        'DATABASE_PASSWORD = "database_password"',
        'settings = {"max_tokens": 2000, "api_key_env": "OPENAI_API_KEY"}',
      ].map((text) => ['agents/memory.py', `${text}\n`] as const),
      ['src/limits.ts', 'export const limits = { maxTokens: 2000, tokenType: "word", redisPort: 6379 };\n'],
      ['src/limits.rs', 'pub const MAX_TOKENS: usize = 2000;\npub const PAD_TOKEN: &str = "<pad>";\n'],
      ['config/limits.yaml', 'max_tokens: 2000\ntokens_used: 0\npassword_file: /run/secrets/redis\n'],
    ];
    for (const [path, text] of harmless) {
      it(`${path}: ${text.split('\n')[0] ?? ''}`, async () => {
        const { each, all } = await fixed(path, { [path]: text }, []);
        assert.deepEqual([...each, all], [...each.map(() => text), text]);
      });
    }
  });

  describe('4 and 5: imports stand where they are reached, and there are all that are used', () => {
    // What follows the head of a file, and the rule whose fix needs an import.
    const needs: Readonly<Record<string, string>> = {
      'hardcoded-host': 'REDIS_HOST = "192.168.1.7"\n',
      'hardcoded-path': 'MODELS = "/home/ana/models/small.bin"\n',
      'loopback-default': 'import os\nREDIS_HOST = os.environ.get("REDIS_HOST", "localhost")\n',
      'unrotated-log-file': 'import logging\nlogging.basicConfig(filename="memory.log", level=logging.INFO)\n',
      'swallowed-exception': 'def store(entry):\n    try:\n        entry.save()\n    except Exception:\n        pass\n',
      'hidden-startup-failure':
        'def main():\n    try:\n        start()\n    except Exception as error:\n        print(error)\n\ndef start():\n    raise OSError\n\nif __name__ == "__main__":\n    main()\n',
      'missing-graceful-shutdown':
        'from http.server import HTTPServer, BaseHTTPRequestHandler\n\nif __name__ == "__main__":\n    HTTPServer(("", 9100), BaseHTTPRequestHandler).serve_forever()\n',
    };
    const heads: Readonly<Record<string, string>> = {
      'nothing above': '',
      'a documentation string': '"""What it does.\n\nimport this is prose\nfrom here on\n"""\n',
      'a one-line documentation string': "'''What it does.'''\n",
      'from __future__': 'from __future__ import annotations\n\n',
      'documentation and from __future__': '"""Doc.\n\nimport os\n"""\nfrom __future__ import annotations\n\n',
      'a shebang and an encoding': '#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# Licence\n\n',
      'the import inside a function':
        'import json\n\ndef load():\n    import os, sys, signal, logging, traceback\n    return os, json\n\n',
      'the import inside try': 'try:\n    import os\n    import sys\nexcept ImportError:\n    os = sys = None\n\n',
      'the import for types only':
        'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import os\n    import logging.handlers\n\n',
      'imports of several lines': 'from typing import (\n    Any,\n    Dict,  # both\n)\n\nX: Dict[str, Any] = {}\n\n',
      'imports by semicolon': 'import json; import re\n\nX = (json, re)\n\n',
      'a backslash': 'from typing import Any, \\\n    Dict\n\nX: Dict[str, Any] = {}\n\n',
      'a class': 'class Settings:\n    """Where things are."""\n    level = 3\n\n',
    };
    for (const [rule, body] of Object.entries(needs)) {
      it(`${rule}: below every head`, async () => {
        const files = rule === 'hardcoded-host' || rule === 'loopback-default' ? HELPER : {};
        for (const own of [{}, files]) {
          const before: string[] = [];
          const after: string[] = [];
          for (const head of Object.values(heads)) {
            for (const eol of ['\n', '\r\n']) {
              const text = (head + body).replaceAll('\n', eol);
              const { each, all } = await fixed('agents/memory.py', { ...own, 'agents/memory.py': text }, [rule]);
              for (const one of [...each, all]) {
                before.push(text);
                after.push(one);
                if (head.startsWith('"""') || head.startsWith("'''"))
                  assert.ok(
                    one.startsWith(head.slice(0, head.indexOf(head.slice(0, 3), 3) + 3).replaceAll('\n', eol)),
                    one,
                  );
              }
            }
          }
          const was = judgedByPython(before);
          for (const [index, { error, unbound }] of judgedByPython(after).entries()) {
            const text = after[index] ?? '';
            assert.equal(error, null, text);
            assert.deepEqual(
              unbound.filter((name) => was[index]?.unbound.includes(name) === false),
              [],
              text,
            );
            assert.ok(!importsBelowIndentation(text, before[index] ?? ''), text);
          }
        }
      }).timeout(60_000);
    }

    it('speaks with the helper of the project, and imports it', async () => {
      const { all } = await fixed(
        'c.py',
        {
          ...HELPER,
          'c.py': lines('from common.log import logger', '', 'REDIS_HOST = "192.168.1.7"'),
          'common/log.py': 'logger = None\n',
        },
        ['hardcoded-host'],
      );
      assert.equal(
        all,
        lines(
          'from common.log import logger',
          'from common.env import get_env',
          '',
          'REDIS_HOST = get_env("REDIS_HOST", "192.168.1.7")',
        ),
      );
    });
  });

  describe('6: a class with bases keeps one list of them', () => {
    const BASE = lines(
      'import os',
      'import zmq',
      '',
      'class BaseAgent:',
      '    def __init__(self, name, port=None, health_check_port=None, **kwargs):',
      '        self.name = name',
      '        self.port = int(os.environ["AGENT_PORT"] if port is None else port)',
      '        self.health_check_port = health_check_port or self.port + 1000',
      '        self.running = True',
      '        self.context = zmq.Context()',
      '        self.socket = self.context.socket(zmq.REP)',
      '        self.socket.bind(f"tcp://*:{self.port}")',
      '',
      '    def handle_request(self, request):',
      '        return {"status": "error"}',
      '',
      '    def run(self):',
      '        while self.running:',
      '            self.socket.send_json(self.handle_request(self.socket.recv_json()))',
      '',
      '    def cleanup(self):',
      '        self.context.destroy()',
    );
    for (const bases of [
      '',
      '()',
      '(object)',
      '(Tool)',
      '(\n    Tool,\n)',
      '(Generic[T])',
      '(Tool, metaclass=ABCMeta)',
    ]) {
      it(`class Memory${bases.replace(/\s+/g, ' ')}`, async () => {
        const text = lines(
          'from abc import ABCMeta',
          'from typing import Generic, TypeVar',
          'import zmq',
          'from tools import Tool',
          '',
          'T = TypeVar("T")',
          '',
          '',
          `class Memory${bases}:`,
          '    def __init__(self, port=17201):',
          '        self.port = port',
          '        self.socket = zmq.Context().socket(zmq.REP)',
          '        self.socket.bind(f"tcp://*:{self.port}")',
          '',
          '    def run(self):',
          '        while True:',
          '            request = self.socket.recv_json()',
          '            self.socket.send_json({"status": "ok"})',
          '',
          '',
          'if __name__ == "__main__":',
          '    Memory().run()',
        );
        const { each, all } = await fixed(
          'agents/memory.py',
          { ...PROJECT, 'common/base_agent.py': BASE, 'tools.py': 'class Tool:\n    pass\n', 'agents/memory.py': text },
          /Tool|Generic/.test(bases) ? [] : ['legacy-agent'],
        );
        for (const after of [...each, all]) assert.ok(!/class \w+\s*\([^)]*\)\s*\(/.test(after), after);
        for (const { error } of judgedByPython([...each, all])) assert.equal(error, null);
      });
    }
  });

  describe('7: startup files keep their quotes, ports and comments', () => {
    const text = lines(
      '# Ports: see the wiki',
      'agent_groups:',
      '  core:',
      '    Memory:',
      '      script_path: "agents/memroy.py"  # moved',
      '      port: "${PORT_OFFSET}+17201"',
      '      health_check_port: 27201',
      '      config:',
      "        redis: 'redis://192.168.1.7:16379/0'",
      '        prefix: "${PREFIX:-memory:}"',
      '    Planner:',
      '      script_path: agents/planner.py',
      '      port: 17202',
      '      health_check_port: 27201',
      '      dependencies: [Memry]',
    );
    it('after every fix', async () => {
      const files = { 'config/startup.yaml': text, 'agents/memory.py': '', 'agents/planner.py': '' };
      const meets = ['hardcoded-host', 'script-not-found', 'unknown-dependency', 'port-conflict'];
      const { each, all } = await fixed('config/startup.yaml', files, meets);
      for (const after of [...each, all]) {
        const read = parse(after) as { agent_groups: { core: Record<string, { port: unknown }> } };
        assert.equal(read.agent_groups.core['Memory']?.port, '${PORT_OFFSET}+17201', after);
        assert.equal(read.agent_groups.core['Planner']?.port, 17_202, after);
        assert.ok(after.startsWith('# Ports: see the wiki\n'), after);
        assert.ok(after.includes('  # moved'), after);
        assert.ok(after.includes('prefix: "${PREFIX:-memory:}"'), after);
        assert.equal((after.match(/["']/g) ?? []).length % 2, 0, after);
      }
      assert.ok(all.includes("redis: '${REDIS:-redis://192.168.1.7:16379/0}'"), all);
    });
  });

  describe('8: basicConfig keeps its handlers and brackets', () => {
    const setups: Readonly<Record<string, string>> = {
      'several handlers, brackets in the format':
        'logging.basicConfig(\n    level=logging.INFO,\n    format="%(asctime)s (%(name)s) %(message)s",\n    handlers=[logging.FileHandler("memory.log"), logging.StreamHandler(sys.stdout)],\n)\n',
      'a call in the file name':
        'logging.basicConfig(\n    filename=os.path.join(os.getcwd(), "logs", f"memory_{os.getpid()}.log"),  # (one each)\n    format="%(asctime)s (%(name)s) %(message)s",\n    level=getattr(logging, "INFO"),\n)\n',
      'comments between the handlers':
        'logging.basicConfig(\n    format="%(asctime)s (%(name)s) %(message)s",\n    handlers=[\n        # the file (rotated by nobody)\n        logging.FileHandler("memory.log", encoding="utf-8"),\n        logging.StreamHandler(sys.stdout),  # and the console\n    ],\n)\n',
    };
    for (const [title, setup] of Object.entries(setups)) {
      rewrite(title, {
        path: 'agents/memory.py',
        meets: ['unrotated-log-file'],
        files: { 'agents/memory.py': `import logging\nimport os\nimport sys\n\n${setup}` },
        holds: (after, before) => {
          assert.ok(after.includes('"%(asctime)s (%(name)s) %(message)s"'), after);
          assert.equal(after.includes('logging.StreamHandler(sys.stdout)'), before.includes('StreamHandler'), after);
          for (const comment of before.match(/#.*/g) ?? []) assert.ok(after.includes(comment), after);
          assert.equal(judgedByPython([after])[0]?.error, null, after);
        },
        ends: (after) => assert.match(after, /RotatingFileHandler\(/),
      });
    }
  });
});

/** Indented import lines that were not there before. */
function importsBelowIndentation(after: string, before: string): boolean {
  const indented = (text: string): number => (text.match(/^[ \t]+(?:import|from)[ \t]/gm) ?? []).length;
  return indented(after) > indented(before);
}
