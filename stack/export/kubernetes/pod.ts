import path from 'node:path';
import type { Template } from '../../environment/template';
import type { ContainerAddresses } from '../container/addresses';
import { USER_ID, type AgentImage } from '../container/image';
import { fixedLoss, fixedValue } from '../fixed-value';
import type { Handover, HandoverAgent, Loss } from '../handover';
import { probeCommand, scriptFile, wordsWithFile } from '../probe-command';
import { PYTHON_WAIT_FOR_PORTS } from '../probe-script';
import { startWords } from '../program';
import { splitEnvironment, type SplitEnvironment } from '../split-environment';
import { namesIn } from '../substitute';
import { present } from '../yaml-text';
import { escapeKubernetes, kubernetesText } from './expansion';
import type { ObjectNames } from './names';

/** What all pods of a stack share. */
export interface PodSurroundings {
  readonly handover: Handover;
  readonly image: AgentImage;
  readonly addresses: ContainerAddresses;
  readonly names: ObjectNames;
  readonly losses: Loss[];
  /** Programs that ask for health, by the names of their files; filled while pods are made. */
  readonly scripts: Map<string, string>;
}

const SMALL = {
  requests: { cpu: '10m', memory: '32Mi' },
  limits: { cpu: '500m', memory: '128Mi' },
};
/** An agent that is unhealthy is left this long to recover, as under our launcher. */
const PATIENCE_SECONDS = 30;
const SCRIPTS_FOLDER = '/opt/health';
export const GPU_RESOURCE = 'nvidia.com/gpu';

/** The pod of an agent. */
export function podOf(agent: HandoverAgent, surroundings: PodSurroundings, own: SplitEnvironment): object {
  const { handover, image, names } = surroundings;
  const volumes = [
    { name: 'tmp', emptyDir: {} },
    ...(asksByScript(agent) ? [{ name: 'health', configMap: { name: names.health } }] : []),
    ...handover.writableFolders.map((folder) => ({
      name: names.volume(folder),
      persistentVolumeClaim: { claimName: names.claim(folder) },
    })),
    ...(agent.models.length > 0
      ? [{ name: 'models', persistentVolumeClaim: { claimName: names.models, readOnly: true } }]
      : []),
  ];
  return {
    // Agents talk to each other, not to the cluster.
    automountServiceAccountToken: false,
    // Else NAME_PORT=tcp://… of every service would overwrite the ports of agents.
    enableServiceLinks: false,
    // With a process 1 of its own, an agent without a handler ends on SIGTERM, and what it leaves behind is cleared away.
    shareProcessNamespace: true,
    terminationGracePeriodSeconds: Math.max(1, Math.ceil(agent.graceSeconds)),
    securityContext: {
      runAsNonRoot: true,
      ...userOf(image),
      fsGroup: USER_ID,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...present({ initContainers: waiting(agent, surroundings) }),
    containers: [container(agent, surroundings, own)],
    volumes,
  };
}

function userOf({ user }: AgentImage): object {
  return { runAsUser: Number(user?.split(':')[0] ?? USER_ID), runAsGroup: Number(user?.split(':')[1] ?? USER_ID) };
}

export function securityContext(): object {
  return { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
}

function container(agent: HandoverAgent, surroundings: PodSurroundings, own: SplitEnvironment): object {
  const { image, addresses, losses } = surroundings;
  const { limits } = agent;
  const memory = `${limits.memoryMb}Mi`;
  return {
    name: 'agent',
    image: image.name,
    imagePullPolicy: 'IfNotPresent',
    workingDir: image.root,
    command: startWords(agent, { root: image.root, isHere: false }).map(escapeKubernetes),
    ...present({
      args: agent.args.map((value) => text(addresses.argument(agent, value), agent.name, 'an argument', losses)),
    }),
    envFrom: environmentSources(agent, surroundings, own),
    ...present({ env: ownVariables(agent, surroundings, own) }),
    ...present({ ports: agent.ports.map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' })) }),
    ...probes(agent, surroundings),
    resources: {
      // What is asked for is little, so that the stack fits; what is allowed is what the startup file grants.
      requests: { cpu: '50m', memory: `${Math.min(limits.memoryMb, 256)}Mi` },
      limits: {
        cpu: `${Math.round(limits.cpus * 1000)}m`,
        memory,
        ...(agent.gpu === 'required' ? { [GPU_RESOURCE]: 1 } : {}),
      },
    },
    securityContext: securityContext(),
    volumeMounts: mounts(agent, surroundings),
  };
}

function mounts(agent: HandoverAgent, { handover, image, names }: PodSurroundings): object[] {
  return [
    { name: 'tmp', mountPath: '/tmp' },
    ...(asksByScript(agent) ? [{ name: 'health', mountPath: SCRIPTS_FOLDER, readOnly: true }] : []),
    ...handover.writableFolders.map((folder) => ({
      name: names.volume(folder),
      mountPath: path.posix.join(image.root, folder),
    })),
    ...(agent.models.length > 0 ? [{ name: 'models', mountPath: names.modelsFolder(image.root), readOnly: true }] : []),
  ];
}

/** In the order in which our launcher reads them: defaults, the project's own, what the startup file says. */
function environmentSources(
  agent: HandoverAgent,
  { handover, names }: PodSurroundings,
  own: SplitEnvironment,
): object[] {
  return [
    { configMapRef: { name: names.defaults } },
    ...(own.defaults.length > 0 ? [{ configMapRef: { name: names.defaultsOf(agent.serviceName) } }] : []),
    { secretRef: { name: names.secret, optional: handover.dotenvFiles.length === 0 } },
    { configMapRef: { name: names.environment } },
  ];
}

function ownVariables(agent: HandoverAgent, surroundings: PodSurroundings, own: SplitEnvironment): object[] {
  const { names, addresses, handover, losses } = surroundings;
  const shared = splitEnvironment(addresses.shared());
  const known = new Set([...handover.dotenv, ...handover.environment, ...agent.environment].map(({ name }) => name));
  const computed = [...shared.computed, ...own.computed];
  const referred = [...computed.map(({ value }) => value), ...agent.args]
    .flatMap(namesIn)
    .filter((name) => !known.has(name) && kubernetesNeeds(name, computed));
  const fromSecret = (name: string, optional: boolean) => ({
    name,
    valueFrom: { secretKeyRef: { name: names.secret, key: name, ...(optional ? { optional } : {}) } },
  });
  const demanded = [...shared.demanded, ...own.demanded];
  return [
    ...demanded.map(({ name, isSecret }) => fromSecret(name, !isSecret)),
    ...[...new Set(referred)]
      .filter((name) => !demanded.some((one) => one.name === name))
      .map((name) => fromSecret(name, false)),
    ...computed.map(({ name, value }) => ({ name, value: text(value, agent.name, name, losses) })),
    ...own.fixed.map(([name, value]) => ({ name, value: escapeKubernetes(value) })),
  ];
}

/** Whether a variable that stands in for nothing is referred to in a value that Kubernetes can work out. */
function kubernetesNeeds(name: string, computed: SplitEnvironment['computed']): boolean {
  return computed.some(({ value }) => kubernetesText(value) !== null && namesIn(value).includes(name));
}

function text(value: Template, agent: string, name: string, losses: Loss[]): string {
  const said = kubernetesText(value);
  if (said !== null) return said;
  losses.push(fixedLoss(agent, name, 'Kubernetes'));
  return escapeKubernetes(fixedValue(value));
}

/** Kubernetes asks over HTTP, gRPC and TCP itself. */
function asksByScript({ health }: HandoverAgent): boolean {
  return health.question.kind === 'any' || health.question.kind === 'zmq';
}

function probes(agent: HandoverAgent, { losses, scripts }: PodSurroundings): object {
  const { question, intervalSeconds, timeoutSeconds, retries, startPeriodSeconds } = agent.health;
  if (question.kind === 'process') return {};
  const action = (): object => {
    switch (question.kind) {
      case 'http':
        return { httpGet: { port: question.port, path: question.path } };
      case 'tcp':
        return { tcpSocket: { port: question.port } };
      case 'grpc':
        return { grpc: { port: question.port } };
      default: {
        const command = probeCommand(agent, (runtime) => (runtime === 'python' ? 'python3' : 'node'), losses);
        if (command.script) scripts.set(scriptFile(command.script), command.script.text);
        return {
          exec: { command: wordsWithFile(command, (file) => `${SCRIPTS_FOLDER}/${file}`).map(escapeKubernetes) },
        };
      }
    }
  };
  const ask = action();
  const period = Math.max(1, Math.round(intervalSeconds));
  const timeout = Math.max(1, Math.ceil(timeoutSeconds));
  const startPeriod = Math.min(period, 5);
  return {
    startupProbe: {
      ...ask,
      periodSeconds: startPeriod,
      timeoutSeconds: timeout,
      failureThreshold: Math.max(1, Math.ceil(startPeriodSeconds / startPeriod)),
    },
    readinessProbe: { ...ask, periodSeconds: period, timeoutSeconds: timeout, failureThreshold: retries + 1 },
    livenessProbe: {
      ...ask,
      periodSeconds: period,
      timeoutSeconds: timeout,
      failureThreshold: retries + 1 + Math.ceil(PATIENCE_SECONDS / period),
    },
  };
}

/** Services have an address once their agents are ready: to wait for the port is to wait for their health. */
function waiting(agent: HandoverAgent, { handover, image, losses, names }: PodSurroundings): object[] {
  const containers: object[] = [];
  const places = agent.waitsFor.flatMap((service) => {
    const other = handover.agents.find(({ serviceName }) => serviceName === service);
    const port = other?.ports[0]?.port;
    if (port !== undefined) return [`${service}:${port}`];
    losses.push({
      agent: agent.name,
      what: `waiting for ${other?.name ?? service}`,
      why: 'it has no port to wait for',
      remedy: 'declare one',
    });
    return [];
  });
  const common = {
    image: image.name,
    imagePullPolicy: 'IfNotPresent',
    resources: SMALL,
    securityContext: securityContext(),
  };
  if (places.length > 0) {
    const command =
      agent.program.runtime === 'python'
        ? ['python3', '-c', PYTHON_WAIT_FOR_PORTS, ...places]
        : [
            'sh',
            '-c',
            'for place; do until nc -z -w 2 "${place%:*}" "${place##*:}"; do sleep 1; done; done',
            'wait',
            ...places,
          ];
    containers.push({ name: 'wait-for-agents', command: command.map(escapeKubernetes), ...common });
  }
  if (agent.models.length > 0) {
    const needed = handover.models.filter(({ name }) => agent.models.includes(name));
    const files = needed.map(({ path: file }) => path.posix.resolve(image.root, file));
    const script =
      'import os, sys, time\n\nwhile not all(os.path.exists(path) for path in sys.argv[1:]):\n    time.sleep(2)\n';
    containers.push({
      name: 'wait-for-models',
      command: ['python3', '-c', script, ...files].map(escapeKubernetes),
      ...common,
      volumeMounts: [{ name: 'models', mountPath: names.modelsFolder(image.root), readOnly: true }],
    });
  }
  return containers;
}
