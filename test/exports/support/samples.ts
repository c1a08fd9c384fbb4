/** Startup files with what is hard to carry over; each is exported to every target. */
export const SAMPLES: Readonly<
  Record<string, { readonly startup: string; readonly files?: Readonly<Record<string, string>> }>
> = {
  'values that mean something elsewhere': {
    startup: `global_settings:
  environment:
    QUOTES: 'a "double" and ''single'' \`back\`'
    DOLLARS: 'costs $$5 and $$HOME_OF_NOBODY'
    PERCENT: '100% of %h and %%'
    BACKSLASH: 'C:\\\\models\\\\n \\\\"x'
    LINES: "first\\nsecond\\n\\tthird"
    UNICODE: 'größer → 日本語 🙂'
    LEADING: '  blanks around  '
    EMPTY: ''
    HASH: 'a # no comment'
    BOOLEAN: 'yes'
    NUMBER: '0123'
    TIME: '12:30'
    BRACES: '{"a": {"b": [1]}} {{ x }} \${not a name}'
    SEMICOLON: 'a; b && c | d > e'
agents:
  Echo:
    script_path: agents/echo.py
    port: 7300
    args: ['--text', 'it''s "quoted"', '$$5', '100%', 'two words', "two\\nlines", '', ';', '{{ x }}', 'größer']
    env_vars:
      OWN: "it's \\"quoted\\" with $$ and % and \\\\ and\\na line"
`,
  },
  'placeholders of every form': {
    startup: `environment:
  PORT_BASE: "\${PORT_OFFSET:-0}+7000"
  LOG_LEVEL: \${LOG_LEVEL:-INFO}
  REGION: \${REGION-eu}
  TIER: \${TIER:+paid}
  PLACE: \${SITE}
  LABEL: "\${LOG_LEVEL}-\${REGION}"
  NESTED: "\${A:-\${B:-c}}"
  URL: tcp://\${REGISTRY_NAME:-registry}:\${PORT_BASE}/x
  MUST: \${MUST_BE_SET:?say where}
agents:
  Registry:
    script_path: agents/registry.py
    port: "\${PORT_OFFSET:-0}+7400"
    health_check_port: "\${PORT_OFFSET}+8400"
  Reader:
    script_path: agents/reader.py
    port: 7401
    dependencies: [Registry]
    args: ['--level', '\${LOG_LEVEL}', '--registry', 'at \${REGISTRY_NAME:-registry}', '\${PLACE}']
    env_vars:
      COPY: \${LABEL}!
      PYTHONPATH: /app:\${PYTHONPATH}
`,
    files: { '.env': 'LOG_LEVEL=DEBUG\nSITE=here\nMUST_BE_SET=there\n' },
  },
  'every probe, policy and limit': {
    startup: `resource_limits: { memory_mb: 512, cpu_percent: 50, max_threads: 2 }
agents:
  Http: { script_path: agents/http.py, port: 7500, health_check: { type: http, path: /ready, port: 8500, interval: 3s, timeout: 1500ms, retries: 2, start_period: 20 } }
  Tcp: { script_path: agents/tcp.py, port: 7501, health_check: tcp, depends_on: [Http], restart: on-failure }
  Zmq: { script_path: agents/zmq_agent.py, port: 7502, health_check_port: 8502, health_check: zmq, depends_on: [Http], stop_signal: SIGINT, grace_seconds: 25 }
  Grpc: { script_path: agents/grpc_agent.py, port: 7503, health_check: grpc, depends_on: [Tcp, Zmq] }
  Exec: { script_path: agents/exec.py, port: 7504, health_check: { command: ['python3', '-c', 'import sys; sys.exit("$" == "%")'] } }
  Log: { script_path: agents/log.py, port: 7505, health_check: { type: log, pattern: 'ready' } }
  Portless: { script_path: agents/portless.py, depends_on: [Exec] }
  Any: { script_path: agents/any.py, port: 7506, health_check_port: 8506, required: false, restart: never }
  Node: { script_path: agents/node.js, port: 7507, health_check: { path: /health } }
  Shell: { script_path: agents/shell.sh, port: 7508, health_check: tcp }
  Module: { module: agents.module, port: 7509, depends_on: [Any, Portless] }
  Model: { script_path: agents/model.py, port: 7510, gpu: required, vram_mb: 4000, resource_limits: { memory_mb: 9000 } }
  Maybe: { script_path: agents/maybe.py, port: 7511, gpu: preferred }
`,
    files: { 'agents/shell.sh': '#!/bin/sh\nexec true\n' },
  },
  'names of every kind': {
    startup: `agents:
  - { name: 'Two Words', script_path: agents/two words.py, port: 7600 }
  - { name: 'two-words', script_path: agents/other.py, port: 7601, dependencies: ['Two Words'] }
  - { name: 'Größe', script_path: agents/größe.py, port: 7602 }
  - { name: '翻訳', script_path: agents/honyaku.py, port: 7603, dependencies: ['Größe'] }
  - { name: '${'Very'.repeat(50)}Long', script_path: agents/long.py, port: 7604 }
  - { name: '9lives', script_path: agents/nine.py, port: 7605 }
  - { name: 'dollar$and%percent', script_path: agents/signs.py, port: 7606 }
`,
  },
  'names that exports use themselves': {
    startup: `environment: { STATE_DIR: models, OUTPUT_DIR: tmp }
agents:
  Storage: { script_path: agents/storage.py, port: 7650 }
  Health: { script_path: agents/health.py, port: 7651 }
  Models: { script_path: agents/models.py, port: 7652, models: [voice] }
  FetchModels: { script_path: agents/fetch.py, port: 7653 }
  Stack: { script_path: agents/stack.py, port: 7654 }
  Defaults: { script_path: agents/defaults.py, port: 7655, env_vars: { A: '\${A:-b}' } }
  Configuration: { script_path: agents/configuration.py, port: 7656 }
  Kustomization: { script_path: agents/kustomization.py, port: 7657 }
  Voice: { script_path: agents/voice.py, port: 7658 }
  Environment: { script_path: agents/environment.py, port: 7659 }
`,
    files: {
      'models.yaml': `models:
  - { name: voice, url: 'https://models.example.org/voice.gguf', path: weights/voice.gguf, size: 1GB, sha256: ${'ab'.repeat(32)} }
`,
    },
  },
  'secrets in the clear and by name': {
    startup: `environment:
  OPENAI_API_KEY: \${OPENAI_API_KEY}
  BROKER_PASSWORD: \${BROKER_PASSWORD:-${'hunter2' + 'hunter2'}}
  DATABASE_URL: postgres://voice:${'s3cr3t' + 'w0rd'}@db:5432/voice
  CACHE_URL: redis://:\${BROKER_PASSWORD}@cache:6379
agents:
  Vault:
    script_path: agents/vault.py
    port: 7700
    env_vars:
      SIGNING_KEY: ${'correcthorse' + 'batterystaple'}
`,
    files: { '.env': `OPENAI_API_KEY=${'k'.repeat(24)}\nBROKER_PASSWORD=${'p'.repeat(16)}\n` },
  },
  'addresses of one machine': {
    startup: `machine: main
environment:
  BIND_ADDRESS: \${BIND_ADDRESS:-127.0.0.1}
  ADVERTISE_HOST: \${ADVERTISE_HOST:-127.0.0.1}
  REGISTRY_HOST: 127.0.0.1
  REGISTRY_PORT: "7800"
  REGISTRY_URL: tcp://localhost:7800
  REDIS_URL: redis://localhost:6379/0
  STATE_DIR: var/state
agents:
  ServiceRegistry: { script_path: agents/registry.py, port: 7800, health_check_port: 8800 }
  Hub:
    script_path: agents/hub.py
    port: 7801
    health_check_port: 8801
    dependencies: [ServiceRegistry, OnAnotherMachine]
    args: ['--registry', 'tcp://127.0.0.1:7800']
    config: { http_port: 7810 }
`,
  },
  'what cannot be started': {
    startup: `agents:
  A: { script_path: agents/a.py, port: 7900, dependencies: [B] }
  B: { script_path: agents/b.py, port: 7901, dependencies: [C] }
  C: { script_path: agents/c.py, port: 7902, dependencies: [A] }
  Nothing: { port: 7903 }
  After: { script_path: agents/after.py, port: 7904, dependencies: [Nothing, A] }
  Off: { script_path: agents/off.py, port: 7905, enabled: false }
`,
  },
  'models that have to be there': {
    startup: `agents:
  Speaker: { script_path: agents/speaker.py, port: 8000, models: [voice, tokenizer] }
  Other: { script_path: agents/other.py, port: 8001, dependencies: [Speaker] }
`,
    files: {
      'models.yaml': `models:
  - { name: voice, url: 'https://models.example.org/voice.gguf', path: models/voice.gguf, size: 1GB, sha256: ${'ab'.repeat(32)} }
  - { name: tokenizer, repo: acme/tokenizer, filename: tokenizer.json, revision: v1, path: models/tokenizer.json }
`,
    },
  },
};
