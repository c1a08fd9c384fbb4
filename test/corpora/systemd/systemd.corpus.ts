import type { Corpus, CorpusCase } from '../corpus';

const PATH = 'deploy/agent.service';
const EXEC = 'ExecStart=/usr/bin/python3 /opt/agent/main.py';

function about(rule: string, title: string, text: string, rest: Partial<CorpusCase> = {}): CorpusCase {
  return { title: `${rule}: ${title}`, path: PATH, text, rules: [rule], ...rest };
}

/** A service with these lines in its section; the mark stands where the lines say. */
const service = (...lines: string[]): string =>
  `[Unit]\nDescription=Agent\n\n[Service]\n${lines.join('\n')}\n\n[Install]\nWantedBy=multi-user.target\n`;
const unit = (lines: string[], ...rest: string[]): string =>
  `[Unit]\n${lines.join('\n')}\n\n[Service]\n${(rest.length > 0 ? rest : [EXEC]).join('\n')}\n`;

const HARD = ['NoNewPrivileges=yes', 'ProtectSystem=strict', 'ProtectHome=yes', 'PrivateTmp=true'];

const ordering: CorpusCase[] = [
  about('service-ordering', 'a store that is wanted and not waited for', unit(['Wants=postgresql.service <<<'])),
  about('service-ordering', 'a helper that is wanted beside', unit(['Wants=metrics-exporter.service'])),
  about(
    'service-ordering',
    'a comment behind the units',
    unit(['After=redis.service # the queue <<<', 'Wants=redis.service']),
  ),
  about('service-ordering', 'a key written twice', unit(['Requires=After=redis.service <<<'])),
  about(
    'service-ordering',
    'a server that waits for callers',
    unit(['After=network.target'], 'ExecStart=/usr/bin/redis-server'),
  ),
  about('service-ordering', 'rules of the firewall', unit(['After=ip6tables.service ipset.service'])),

  about('service-ordering', 'network.target', unit(['After=network.target <<<'])),
  about('service-ordering', 'among others', unit(['After=syslog.target network.target <<<'])),
  about('service-ordering', 'online, not wanted', unit(['After=network-online.target <<<'])),
  about(
    'service-ordering',
    'a broker that nothing starts',
    unit(['After=network-online.target redis-server.service <<<', 'Wants=network-online.target']),
  ),
  about(
    'service-ordering',
    'two databases, one wanted',
    unit(['After=postgresql.service qdrant.service <<<', 'Wants=postgresql.service']),
  ),
  about('service-ordering', 'required without order', unit(['Requires=redis.service <<<'])),
  about('service-ordering', 'bound without order', unit(['BindsTo=docker.service <<<'])),
  about('service-ordering', 'online wanted, not waited for', unit(['Wants=network-online.target <<<'])),
  about(
    'service-ordering',
    'a GPU before its driver',
    unit(
      ['After=network-online.target', 'Wants=network-online.target'],
      'Environment=CUDA_VISIBLE_DEVICES=0',
      `${EXEC} <<<`,
    ),
  ),
  about('service-ordering', 'a device of NVIDIA', service('DeviceAllow=/dev/nvidia0 rw', `${EXEC} <<<`)),
  about(
    'service-ordering',
    'on two lines',
    unit(['After=redis.service \\', '  nats.service <<<', 'Wants=redis.service']),
  ),
  about(
    'service-ordering',
    'complete',
    unit(['After=network-online.target redis.service', 'Wants=network-online.target redis.service']),
  ),
  about(
    'service-ordering',
    'in lines of their own',
    unit([
      'After=network-online.target',
      'After=redis.service',
      'Wants=network-online.target',
      'Requires=redis.service',
    ]),
  ),
  about(
    'service-ordering',
    'units of the system',
    unit(['After=local-fs.target systemd-journald.socket time-sync.target dbus.service']),
  ),
  about('service-ordering', 'ordered, and bound', unit(['After=docker.service', 'BindsTo=docker.service'])),
  about('service-ordering', 'a helper beside', unit(['Wants=metrics.service'])),
  about(
    'service-ordering',
    'the driver first',
    unit(
      ['After=nvidia-persistenced.service', 'Wants=nvidia-persistenced.service'],
      'Environment=CUDA_VISIBLE_DEVICES=0',
      EXEC,
    ),
  ),
  about('service-ordering', 'one of AMD', service('Environment=HIP_VISIBLE_DEVICES=0 CUDA_VISIBLE_DEVICES=0', EXEC)),
  about('service-ordering', 'a comment', unit(['# After=network.target', '; After=redis.service', 'Description=x'])),
  about('service-ordering', 'does one thing and ends', unit(['After=network.target'], 'Type=oneshot', EXEC)),
  about(
    'service-ordering',
    'taken back',
    unit(['After=redis.service', 'After=', 'After=network-online.target', 'Wants=network-online.target']),
  ),
];

const hardening: CorpusCase[] = [
  about(
    'service-hardening',
    'a user of its own, wanted by the default target',
    `[Service]\nUser=ollama\nExecStart=/usr/local/bin/ollama serve <<<\n\n[Install]\nWantedBy=default.target\n`,
  ),
  about('service-hardening', 'who only tells Docker what to do', service('ExecStart=/usr/bin/docker compose up')),
  about('service-hardening', 'who has done its work', service('RemainAfterExit=yes', 'ExecStart=/usr/bin/setup')),

  about('service-hardening', 'nothing', service('User=agent', `${EXEC} <<<`)),
  about('service-hardening', 'one of them', service('NoNewPrivileges=true', `${EXEC} <<<`)),
  about(
    'service-hardening',
    'switched off',
    service('NoNewPrivileges=no', 'ProtectSystem=full', 'ProtectHome=true', 'PrivateTmp=true', `${EXEC} <<<`),
  ),
  about(
    'service-hardening',
    'all but the home',
    service(...HARD.filter((line) => !line.startsWith('ProtectHome')), `${EXEC} <<<`),
  ),
  about('service-hardening', 'in the wrong section', `[Unit]\n${HARD.join('\n')}\n\n[Service]\n${EXEC} <<<\n`),
  about('service-hardening', 'commented out', service(...HARD.map((line) => `#${line}`), `${EXEC} <<<`)),
  about('service-hardening', 'taken back', service(...HARD, 'NoNewPrivileges=', `${EXEC} <<<`)),
  about('service-hardening', 'a forking daemon', service('Type=forking', `${EXEC} <<<`)),
  about('service-hardening', 'all of them', service(...HARD, EXEC)),
  about('service-hardening', 'a user of systemd’s making', service('DynamicUser=yes', EXEC)),
  about('service-hardening', 'in a drop-in', service(EXEC), {
    files: { 'deploy/agent.service.d/hardening.conf': `[Service]\n${HARD.join('\n')}\n` },
  }),
  about(
    'service-hardening',
    'lives at home',
    service('WorkingDirectory=/home/ada/agent', ...HARD.filter((line) => !line.startsWith('ProtectHome')), EXEC),
  ),
  about(
    'service-hardening',
    'meets others in /tmp',
    service('Environment=SOCKET=ipc:///tmp/hub.sock', ...HARD.filter((line) => !line.startsWith('PrivateTmp')), EXEC),
  ),
  about('service-hardening', 'does one thing and ends', service('Type=oneshot', EXEC)),
  about('service-hardening', 'a user’s own manager', `[Service]\n${EXEC}\n\n[Install]\nWantedBy=default.target\n`),
  about('service-hardening', 'a timer', '[Timer]\nOnCalendar=daily\n\n[Install]\nWantedBy=timers.target\n', {
    path: 'deploy/agent.timer',
  }),
];

const limits: CorpusCase[] = [
  about('service-limits', 'who only tells Docker what to do', service('ExecStart=/usr/bin/env docker compose up')),

  about('service-limits', 'none', service(`${EXEC} <<<`)),
  about('service-limits', 'memory alone', service('MemoryMax=2G', `${EXEC} <<<`)),
  about('service-limits', 'processor alone', service('CPUQuota=50%', `${EXEC} <<<`)),
  about('service-limits', 'no limit, in so many words', service('MemoryMax=infinity', 'CPUQuota=200%', `${EXEC} <<<`)),
  about('service-limits', 'in the wrong section', `[Unit]\nMemoryMax=2G\nCPUQuota=50%\n\n[Service]\n${EXEC} <<<\n`),
  about('service-limits', 'both', service('MemoryMax=2G', 'CPUQuota=150%', EXEC)),
  about('service-limits', 'softer ones', service('MemoryHigh=2G', 'CPUWeight=50', EXEC)),
  about('service-limits', 'by its slice', service('Slice=agents.slice', EXEC)),
  about('service-limits', 'in a drop-in', service(EXEC), {
    files: { 'deploy/agent.service.d/10-limits.conf': '[Service]\nMemoryMax=1G\nCPUQuota=100%\n' },
  }),
  about('service-limits', 'does one thing and ends', service('Type=oneshot', EXEC)),
];

const restart: CorpusCase[] = [
  about('service-restart', 'started again by the bus', service('Type=dbus', 'BusName=org.example.Agent', EXEC)),
  about('service-restart', 'who has done its work', service('RemainAfterExit=yes', 'ExecStart=/usr/bin/setup')),

  about('service-restart', 'none', service(`${EXEC} <<<`)),
  about('service-restart', 'no', service(EXEC, 'Restart=no <<<')),
  about('service-restart', 'always, at once', service(EXEC, 'Restart=always <<<')),
  about('service-restart', 'on failure, at once', service('Restart=on-failure <<<', EXEC)),
  about('service-restart', 'a pause that is none', service(EXEC, 'Restart=always', 'RestartSec=100ms <<<')),
  about('service-restart', 'a pause of zero', service(EXEC, 'Restart=on-failure', 'RestartSec=0 <<<')),
  about('service-restart', 'a notifying service', service('Type=notify', `${EXEC} <<<`)),
  about('service-restart', 'after a success only', service(EXEC, 'Restart=on-success <<<', 'RestartSec=5')),
  about('service-restart', 'with a pause', service(EXEC, 'Restart=on-failure', 'RestartSec=5')),
  about('service-restart', 'a pause in words', service(EXEC, 'Restart=always', 'RestartSec=1min 30s')),
  about('service-restart', 'in a drop-in', service(EXEC), {
    files: { 'deploy/agent.service.d/restart.conf': '[Service]\nRestart=always\nRestartSec=10\n' },
  }),
  about('service-restart', 'does one thing and ends', service('Type=oneshot', EXEC)),
  about('service-restart', 'started by a timer', service(EXEC), {
    files: { 'deploy/agent.timer': '[Timer]\nOnCalendar=hourly\n' },
  }),
  about('service-restart', 'on abnormal ends', service(EXEC, 'Restart=on-abnormal', 'RestartSec=2s')),
];

const environment: CorpusCase[] = [
  about(
    'service-environment',
    'settings in the unit',
    service('Environment=REDIS_URL=redis://redis:6379', `${EXEC} <<<`),
  ),
  about(
    'service-environment',
    'several, quoted',
    service('Environment="AGENT_PORT=7200" "HUB_URL=tcp://hub:7100"', `${EXEC} <<<`),
  ),
  about('service-environment', 'a .env that nothing loads', service(`${EXEC} <<<`), {
    files: { '.env.example': 'HUB_URL=tcp://hub:7100\n' },
  }),
  about(
    'service-environment',
    'a GPU without its allocator',
    service('Environment=CUDA_VISIBLE_DEVICES=0', `${EXEC} <<<`),
  ),
  about(
    'service-environment',
    'a server of models',
    service('Environment=NVIDIA_VISIBLE_DEVICES=all', 'ExecStart=/opt/venv/bin/vllm serve small <<<'),
  ),
  about(
    'service-environment',
    'taken back',
    service('EnvironmentFile=/etc/agent.env', 'EnvironmentFile=', 'Environment=HUB_URL=tcp://hub:7100', `${EXEC} <<<`),
  ),
  about(
    'service-environment',
    'a file',
    service('EnvironmentFile=/etc/agent/env', 'Environment=HUB_URL=tcp://hub:7100', EXEC),
  ),
  about('service-environment', 'a file that may be missing', service('EnvironmentFile=-/opt/agent/.env', EXEC), {
    files: { '.env.example': 'A=1\n' },
  }),
  about(
    'service-environment',
    'the interpreter’s own',
    service('Environment=PYTHONUNBUFFERED=1 PATH=/opt/venv/bin:/usr/bin', EXEC),
  ),
  about('service-environment', 'credentials', service('LoadCredential=token:/etc/agent/token', EXEC), {
    files: { '.env.example': 'A=1\n' },
  }),
  about('service-environment', 'nothing to set', service(EXEC)),
  about(
    'service-environment',
    'a GPU with its allocator',
    service('Environment=CUDA_VISIBLE_DEVICES=0', 'Environment=PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True', EXEC),
  ),
  about(
    'service-environment',
    'no Python on the GPU',
    service('Environment=CUDA_VISIBLE_DEVICES=0', 'ExecStart=/usr/local/bin/llama-server --model /models/a.gguf'),
  ),
];

const root: CorpusCase[] = [
  about(
    'service-root-user',
    'a server that gives its workers a user',
    service('ExecStart=/usr/sbin/nginx -g "daemon off;"'),
  ),
  about(
    'service-root-user',
    'rights to become somebody else, and few more',
    service('CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_NET_BIND_SERVICE', EXEC),
  ),
  about(
    'service-root-user',
    'nobody outside, and without rights',
    service('CapabilityBoundingSet=', 'PrivateUsers=yes', EXEC),
  ),
  about('service-root-user', 'most rights', service('CapabilityBoundingSet=~CAP_SYS_PTRACE', `${EXEC} <<<`)),

  about('service-root-user', 'nobody named', service(`${EXEC} <<<`)),
  about('service-root-user', 'root by name', service('User=root <<<', EXEC)),
  about('service-root-user', 'root by number', service('User=0 <<<', EXEC)),
  about('service-root-user', 'only a group', service('Group=agents', `${EXEC} <<<`)),
  about('service-root-user', 'a user in the wrong section', `[Unit]\nUser=agent\n\n[Service]\n${EXEC} <<<\n`),
  about('service-root-user', 'a template', service(`${EXEC} <<<`), { path: 'deploy/agent@.service' }),
  about('service-root-user', 'a user taken back', service('User=agent', 'ExecStart=+/opt/agent/hub <<<')),
  about(
    'service-root-user',
    'prepared by root',
    service('User=agent', 'ExecStartPre=+/usr/bin/mkdir -p /run/agent', 'ExecStart=-/opt/agent/hub'),
  ),
  about('service-root-user', 'a user', service('User=agent', EXEC)),
  about('service-root-user', 'the instance’s user', service('User=%i', EXEC), { path: 'deploy/agent@.service' }),
  about('service-root-user', 'made by systemd', service('DynamicUser=true', EXEC)),
  about('service-root-user', 'in a drop-in', service(EXEC), {
    files: { 'deploy/agent.service.d/user.conf': '[Service]\nUser=agent\n' },
  }),
  about('service-root-user', 'a container', service('ExecStart=/usr/bin/docker run --rm agent:1.2')),
  about('service-root-user', 'a user’s own manager', service(EXEC), { path: '.config/systemd/user/agent.service' }),
  about('service-root-user', 'does one thing and ends', service('Type=oneshot', 'ExecStart=/usr/sbin/sysctl -p')),
];

const PROJECT = { 'agents/hub.py': '', 'scripts/start.sh': '', 'main.py': '' };
const exec: CorpusCase[] = [
  about('service-exec', 'an instance of a unit that has none', service('User=%i <<<', EXEC)),
  about('service-exec', 'an instance of a template', service('User=%i', EXEC), { path: 'deploy/agent@.service' }),

  about('service-exec', 'a folder below the home', service('WorkingDirectory=~/agent <<<', EXEC)),
  about('service-exec', 'the home itself', service('WorkingDirectory=~', EXEC)),
  about('service-exec', 'a command for a folder', service('WorkingDirectory=$(pwd) <<<', EXEC)),
  about('service-exec', 'a file of settings that is relative', service('EnvironmentFile=.env <<<', EXEC)),
  about('service-exec', 'a file of settings that may be missing', service('EnvironmentFile=-/etc/agent.env', EXEC)),
  about('service-exec', 'a folder at run time that is absolute', service('RuntimeDirectory=/run/agent <<<', EXEC)),
  about('service-exec', 'a folder at run time', service('RuntimeDirectory=agent', EXEC)),
  about(
    'service-exec',
    'a variable in the middle of a value',
    service('Environment="HOST=127.0.0.1:114${GPU}" <<<', EXEC),
  ),
  about('service-exec', 'a command in an argument', service('ExecStart=/opt/agent/run --user $(whoami) <<<')),
  about(
    'service-exec',
    'a command in an argument of a shell',
    service('ExecStart=/bin/sh -c \'exec /opt/agent/run --user "$(whoami)"\''),
  ),
  about('service-exec', 'a comment behind a command', service('ExecStart=/opt/agent/run # the hub <<<')),

  about('service-exec', 'a relative program', service('ExecStart=venv/bin/python main.py <<<')),
  about('service-exec', 'a script beside', service('WorkingDirectory=/opt/agent', 'ExecStart=./start.sh <<<')),
  about('service-exec', 'behind a prefix', service('ExecStartPre=-bin/prepare <<<', EXEC)),
  about(
    'service-exec',
    'a script that the project lacks',
    service('WorkingDirectory=/opt/voice', 'ExecStart=/usr/bin/python3 /opt/voice/agents/hob.py <<<'),
    { files: PROJECT },
  ),
  about(
    'service-exec',
    'relative to the working directory',
    service('WorkingDirectory=/opt/voice', 'ExecStart=/usr/bin/python3 agents/hubs.py <<<'),
    { files: PROJECT },
  ),
  about(
    'service-exec',
    'prepared by what is not there',
    service(
      'WorkingDirectory=/opt/voice',
      'ExecStartPre=/opt/voice/scripts/stat.sh <<<',
      'ExecStart=/usr/bin/python3 main.py',
    ),
    { files: PROJECT },
  ),
  about(
    'service-exec',
    'below a folder of the project',
    service('ExecStart=/usr/bin/python3 /srv/voice/agents/hug.py <<<'),
    { files: PROJECT },
  ),
  about('service-exec', 'a default', service('ExecStart=/usr/bin/python3 /opt/a.py --port ${PORT:-7200} <<<')),
  about(
    'service-exec',
    'another operator',
    service('ExecStart=/usr/bin/python3 /opt/a.py --port ${PORT:?missing} <<<'),
  ),
  about('service-exec', 'a variable for the program', service('ExecStart=$PYTHON /opt/a.py <<<')),
  about('service-exec', 'a variable before the program’s path', service('ExecStart=${VENV}/bin/python /opt/a.py <<<')),
  about('service-exec', 'two commands', service('ExecStart=/usr/bin/make db && /usr/bin/python3 /opt/a.py <<<')),
  about('service-exec', 'a pipe', service('ExecStart=/usr/bin/python3 /opt/a.py | /usr/bin/tee /var/log/a.log <<<')),
  about('service-exec', 'a redirection', service('ExecStart=/usr/bin/python3 /opt/a.py >> /var/log/a.log <<<')),
  about('service-exec', 'a variable in the working directory', service('WorkingDirectory=$SERVICE_DIR <<<', EXEC)),
  about('service-exec', 'a variable in the user', service('User=${AGENT_USER} <<<', EXEC)),
  about(
    'service-exec',
    'a download at the start',
    service('ExecStartPre=/usr/bin/curl -fLo /models/a.gguf https://x.example/a.gguf <<<', EXEC),
  ),
  about(
    'service-exec',
    'a download in a shell',
    service("ExecStartPre=/bin/sh -c 'pip install -r requirements.txt' <<<", 'TimeoutStartSec=60', EXEC),
  ),
  about(
    'service-exec',
    'a hub’s download',
    service('ExecStartPre=/opt/venv/bin/huggingface-cli download a/b <<<', EXEC),
  ),
  about(
    'service-exec',
    'on continued lines',
    service('ExecStart=/usr/bin/python3 /opt/a.py \\', '  --port ${PORT:-7200} <<<'),
  ),
  about(
    'service-exec',
    'full paths',
    service('WorkingDirectory=/opt/voice', 'ExecStart=/usr/bin/python3 /opt/voice/agents/hub.py --port ${PORT}'),
    { files: PROJECT },
  ),
  about('service-exec', 'a path that goes on', service(EXEC, 'Environment=PATH=/opt/agent/venv/bin:$PATH <<<')),
  about('service-exec', 'a variable of another one', service(EXEC, 'Environment="CACHE=${HOME}/.cache" <<<')),
  about('service-exec', 'a word of the shell', service('ExecStartPre=source /opt/agent/venv/bin/activate <<<', EXEC)),
  about('service-exec', 'a variable in front', service('ExecStart=PORT=7200 /opt/agent/hub <<<')),
  about('service-exec', 'two starts', service('ExecStart=/opt/agent/hub', 'ExecStart=/opt/agent/worker <<<')),
  about(
    'service-exec',
    'two starts in turn',
    service('Type=oneshot', 'ExecStart=/opt/agent/load', 'ExecStart=/opt/agent/index'),
  ),
  about('service-exec', 'a start in place of another', service('ExecStart=/opt/a', 'ExecStart=', 'ExecStart=/opt/b')),
  about('service-exec', 'a dollar in a value', service(EXEC, 'Environment=RATE=5$perHour')),
  about('service-exec', 'synced before the start', service('ExecStartPre=/usr/bin/uv sync --frozen <<<', EXEC)),
  about('service-exec', 'a bare name is looked for', service('ExecStart=python3 /opt/a.py')),
  about(
    'service-exec',
    'prefixes',
    service('ExecStartPre=-+/usr/bin/mkdir -p /run/agent', 'ExecStart=@/usr/bin/python3 agent /opt/a.py'),
  ),
  about(
    'service-exec',
    'a shell knows defaults',
    service("ExecStart=/bin/bash -c 'exec /usr/bin/python3 /opt/a.py --port ${PORT:-7200} && true'"),
  ),
  about('service-exec', 'doubled dollars', service('ExecStart=/usr/bin/echo $${HOME:-x}')),
  about(
    'service-exec',
    'a specifier',
    service('WorkingDirectory=%h/agent', 'ExecStart=%h/agent/venv/bin/python main.py'),
  ),
  about(
    'service-exec',
    'made on the machine',
    service('WorkingDirectory=/opt/voice', 'ExecStart=/opt/voice/venv/bin/start.sh'),
    { files: PROJECT },
  ),
  about(
    'service-exec',
    'elsewhere on the machine',
    service('WorkingDirectory=/opt/voice', 'ExecStart=/usr/bin/python3 /usr/lib/tool/run.py'),
    { files: PROJECT },
  ),
  about(
    'service-exec',
    'another project',
    service('WorkingDirectory=/opt/other', 'ExecStart=/usr/bin/python3 server.py'),
    { files: PROJECT },
  ),
  about(
    'service-exec',
    'a download with time',
    service('TimeoutStartSec=30min', 'ExecStartPre=/usr/bin/curl -fLo /models/a.gguf https://x.example/a.gguf', EXEC),
  ),
  about(
    'service-exec',
    'a download of a oneshot',
    service('Type=oneshot', 'ExecStart=/usr/bin/curl -fLo /models/a.gguf https://x.example/a.gguf'),
  ),
  about(
    'service-exec',
    'asks a service of its own',
    service('ExecStartPost=/usr/bin/curl -f http://localhost:7200/health', EXEC),
  ),
  about(
    'service-exec',
    'an ampersand in an address',
    service('ExecStart=/usr/bin/python3 /opt/a.py --url http://x.example/?a=1&b=2'),
  ),
  about(
    'service-exec',
    'commands one after the other',
    service('Type=oneshot', 'ExecStart=/usr/bin/true ; /usr/bin/echo done'),
  ),
];

export const corpus: Corpus = {
  topic: 'systemd',
  rules: [
    'service-ordering',
    'service-hardening',
    'service-limits',
    'service-restart',
    'service-environment',
    'service-root-user',
    'service-exec',
  ],
  target: { recall: 0.98, precision: 0.98 },
  cases: [...ordering, ...hardening, ...limits, ...restart, ...environment, ...root, ...exec],
};
