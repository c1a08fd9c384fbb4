import assert from 'node:assert/strict';
import { SyntaxTree } from '../languages/syntax-tree';
import { catalogue } from './catalogue.generated';
import { RuleWorkspace, testGrammars } from './testing/rule-workspace';

// Rewrites by search and replace that were found in real repositories. Each broke the file or its meaning; no fix may ever do the same.
const STARTUP = [
  'agent_groups:',
  '  core:',
  '    ServiceRegistry: { script_path: agents/registry.py, port: 7200 }',
  '    Memory: { script_path: agents/memory.py, port: 17201 }',
  '',
].join('\n');

async function fixed(text: string, path = 'agents/memory.py'): Promise<string> {
  const workspace = await RuleWorkspace.create(catalogue, {
    'config/startup.yaml': STARTUP,
    'agents/registry.py': '',
    [path]: text,
  });
  const result = workspace.fixAll({ unsafe: true });
  const after = result.files[path] ?? '';
  if (path.endsWith('.py')) await assertParses(after);
  assert.equal(result.fixAll({ unsafe: true }).files[path], after, 'a second run changes it again');
  return after;
}

async function assertParses(text: string): Promise<void> {
  const tree = new SyntaxTree((await testGrammars()).parser('python'), text);
  tree.dispose();
  assert.ok(!tree.root.hasError, text);
}

function lines(...all: string[]): string {
  return `${all.join('\n')}\n`;
}

describe('rewrites that destroyed code elsewhere', () => {
  it('1: keep every expression of an f-string whole', async () => {
    const after = await fixed(
      lines(
        'import zmq',
        '',
        'def connect(sock, service, port):',
        `    sock.connect(f"tcp://localhost:{service['port']}")`,
        '    sock.connect(f"tcp://localhost:{port}")',
      ),
    );
    assert.ok(after.includes(`:{service['port']}")`), after);
    assert.ok(after.includes(':{port}")'), after);
    assert.ok(!after.includes('localhost'), after);
  });

  it('2: give connect() the address of a service, never the one to listen on', async () => {
    const after = await fixed(
      lines(
        'import zmq',
        '',
        'context = zmq.Context()',
        'registry = context.socket(zmq.REQ)',
        'registry.setsockopt(zmq.RCVTIMEO, 5000)',
        'registry.connect("tcp://localhost:7200")',
      ),
    );
    assert.ok(!after.includes('0.0.0.0') && !after.includes('BIND_ADDRESS'), after);
    assert.match(after, /SERVICE_REGISTRY_HOST['"], ['"]service_registry/);
    assert.equal(after.split('\n').length, lines('', '', '', '', '', '').split('\n').length + 1, after);
  });

  for (const harmless of [
    'MAX_HISTORY_TOKENS = 2000',
    'REDIS_PORT = 6379',
    'token_type = "word"',
    'PAD_TOKEN = "<pad-0012>"',
    'TOKEN_LIMIT = "4096"',
  ]) {
    it(`3: leave ${harmless} alone`, async () => {
      assert.equal(await fixed(`${harmless}\n`), `${harmless}\n`);
    });
  }

  const use = 'HOST = "192.168.1.7"';
  const importCases: Readonly<Record<string, { readonly before: string; readonly importAt: number }>> = {
    'behind a documentation string of several lines': {
      before: lines('"""What it does.', '', 'import this is prose', '"""', use),
      importAt: 5,
    },
    'behind from __future__': { before: lines('from __future__ import annotations', '', use), importAt: 1 },
    'behind a shebang and an encoding line': {
      before: lines('#!/usr/bin/env python3', '# -*- coding: utf-8 -*-', '', use),
      importAt: 3,
    },
    'at the top though a function imports it already': {
      before: lines('import json', '', 'def f():', '    import os', '    return os', '', use),
      importAt: 1,
    },
    'at the top though try imports it already': {
      before: lines('import json', '', 'try:', '    import os', 'except ImportError:', '    os = None', '', use),
      importAt: 1,
    },
    'at the top though TYPE_CHECKING imports it already': {
      before: lines('from typing import TYPE_CHECKING', '', 'if TYPE_CHECKING:', '    import os', '', use),
      importAt: 0,
    },
    'before a class whose body would swallow it': {
      before: lines('class Settings:', '    """Where things are."""', '    redis_host = "192.168.1.7"'),
      importAt: 0,
    },
  };
  for (const [title, { before, importAt }] of Object.entries(importCases)) {
    it(`4: import ${title}`, async () => {
      const after = await fixed(before);
      assert.equal(after.split('\n')[importAt], 'import os', after);
      assert.ok(after.includes('os.getenv('), after);
    });
  }

  it('5: import the helper that a fix uses', async () => {
    const workspace = await RuleWorkspace.create(catalogue, {
      'common/env.py': lines(
        'import os',
        '',
        'def get_env(name, default=None):',
        '    return os.environ.get(name, default)',
      ),
      'a.py': lines('from common.env import get_env', '', 'PORT = get_env("A_PORT", "1")'),
      'b.py': lines('from common.log import logger', '', 'REDIS_HOST = "192.168.1.7"'),
      'common/log.py': 'logger = None\n',
    });
    const after = workspace.fixAll().files['b.py'] ?? '';
    assert.equal(
      after,
      lines(
        'from common.log import logger',
        'from common.env import get_env',
        '',
        'REDIS_HOST = get_env("REDIS_HOST", "192.168.1.7")',
      ),
    );
  });

  it('6: never append brackets to a class that has bases', async () => {
    const after = await fixed(
      lines(
        'import zmq',
        '',
        'class Memory(Tool):',
        '    def __init__(self):',
        '        self.socket = zmq.Context().socket(zmq.REP)',
        '        self.socket.bind("tcp://*:17201")',
        '',
        '    def run(self):',
        '        while True:',
        '            request = self.socket.recv_json()',
        '            self.socket.send_json({"status": "ok"})',
        '',
        'if __name__ == "__main__":',
        '    Memory().run()',
      ),
    );
    assert.ok(!/class \w+\([^)]*\)\s*\(/.test(after), after);
  });

  it('7: leave quotes and ports of five digits in startup files as they are', async () => {
    const text = lines(
      'agent_groups:',
      '  core:',
      '    Memory:',
      '      script_path: "agents/memory.py"',
      '      port: "${PORT_OFFSET}+17201"',
      '      health_check_port: 27201',
      '      config:',
      "        redis: 'redis://192.168.1.7:16379/0'",
    );
    const workspace = await RuleWorkspace.create(catalogue, { 'config/startup.yaml': text, 'agents/memory.py': '' });
    const after = workspace.fixAll({ unsafe: true }).files['config/startup.yaml'] ?? '';
    assert.ok(after.includes('port: "${PORT_OFFSET}+17201"'), after);
    assert.ok(after.includes("redis: '${REDIS:-redis://192.168.1.7:16379/0}'"), after);
    assert.equal((after.match(/["']/g) ?? []).length % 2, 0, after);
  });

  it('8: keep every handler and bracket of basicConfig', async () => {
    const after = await fixed(
      lines(
        'import logging',
        'import sys',
        '',
        'logging.basicConfig(',
        '    level=logging.INFO,',
        '    format="%(asctime)s (%(name)s) %(message)s",',
        '    handlers=[logging.FileHandler("memory.log"), logging.StreamHandler(sys.stdout)],',
        ')',
      ),
    );
    assert.ok(after.includes('logging.StreamHandler(sys.stdout)'), after);
    assert.ok(after.includes('"%(asctime)s (%(name)s) %(message)s"'), after);
    assert.ok(after.includes('RotatingFileHandler("memory.log"'), after);
  });
});
