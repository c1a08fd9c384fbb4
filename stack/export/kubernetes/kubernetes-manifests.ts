import path from 'node:path';
import { ContainerAddresses } from '../container/addresses';
import { agentImage, type ImageOptions } from '../container/image';
import type { Export, ExportedFile, Handover, HandoverAgent, Loss } from '../handover';
import { fetchArgument, fetchScript } from '../models-script';
import { quote } from '../probe-command';
import { FETCH_SERVICE } from '../service-name';
import { splitEnvironment, type Setting, type SplitEnvironment } from '../split-environment';
import { present, yamlOf } from '../yaml-text';
import { escapeKubernetes } from './expansion';
import { kubernetesLosses } from './losses';
import { ObjectNames } from './names';
import { GPU_RESOURCE, podOf, securityContext, type PodSurroundings } from './pod';

const STORAGE = '10Gi';
const MANAGED_BY = 'agent-preflight';

/** Manifests for `kubectl apply -k`: a base, and an overlay for clusters with GPUs where agents prefer one. */
export function exportKubernetes(handover: Handover, options: ImageOptions): Export {
  return new KubernetesExport(handover, options).export();
}

class KubernetesExport {
  readonly #handover: Handover;
  readonly #options: ImageOptions;
  readonly #pods: PodSurroundings;
  readonly #losses: Loss[] = [];
  readonly #names: ObjectNames;
  readonly #files: readonly ExportedFile[];

  constructor(handover: Handover, options: ImageOptions) {
    this.#handover = handover;
    this.#options = options;
    this.#names = new ObjectNames(handover);
    const image = agentImage(handover, options, this.#losses);
    const addresses = new ContainerAddresses(handover, image.root, this.#losses);
    this.#files = image.files;
    this.#pods = { handover, image, addresses, names: this.#names, losses: this.#losses, scripts: new Map() };
    addresses.reportDotenv();
  }

  export(): Export {
    const { agents, losses, writableFolders, models } = this.#handover;
    const ofAgents = agents.map((agent) => ({
      path: `agents/${agent.serviceName}.yaml`,
      text: documents(this.#agent(agent)),
    }));
    const scripts = Object.fromEntries(this.#pods.scripts);
    const base: ExportedFile[] = [
      { path: 'configuration.yaml', text: documents(this.#configuration()) },
      { path: 'network-policy.yaml', text: documents([this.#networkPolicy()]) },
      ...(writableFolders.length + models.length > 0
        ? [{ path: 'storage.yaml', text: documents(this.#claims()) }]
        : []),
      ...(models.length > 0 ? [{ path: 'models.yaml', text: documents([this.#modelsJob()]) }] : []),
      ...(this.#pods.scripts.size > 0
        ? [
            {
              path: 'health.yaml',
              text: documents([this.#object('v1', 'ConfigMap', this.#names.health, null, { data: scripts })]),
            },
          ]
        : []),
      ...ofAgents,
    ];
    const kustomization = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: base.map((file) => file.path),
    };
    this.#losses.push(...kubernetesLosses(this.#pods));
    return {
      files: [
        { path: 'base/kustomization.yaml', text: yamlOf(kustomization, this.#head()) },
        ...base.map((file) => ({ ...file, path: `base/${file.path}` })),
        ...this.#gpuOverlay(),
        ...this.#files,
      ],
      losses: [...losses, ...this.#losses],
      usage: this.#usage(),
    };
  }

  #labels(service: string | null): Record<string, string> {
    return {
      ...(service === null ? {} : { 'app.kubernetes.io/name': service }),
      'app.kubernetes.io/part-of': this.#handover.name,
      'app.kubernetes.io/managed-by': MANAGED_BY,
    };
  }

  #object(apiVersion: string, kind: string, name: string, service: string | null, fields: object): object {
    return { apiVersion, kind, metadata: { name, labels: this.#labels(service) }, ...fields };
  }

  #configuration(): object[] {
    const shared = splitEnvironment(this.#pods.addresses.shared());
    return [
      this.#object('v1', 'ConfigMap', this.#names.defaults, null, { data: dataOf(shared.defaults) }),
      this.#object('v1', 'ConfigMap', this.#names.environment, null, { data: dataOf(shared.fixed) }),
    ];
  }

  #agent(agent: HandoverAgent): object[] {
    const { name, serviceName } = agent;
    const own = splitEnvironment(this.#pods.addresses.ofAgent(agent));
    const selector = { 'app.kubernetes.io/name': serviceName, 'app.kubernetes.io/part-of': this.#handover.name };
    const annotations = name === serviceName ? {} : { annotations: { 'agent-preflight/agent': name } };
    return [
      ...this.#defaults(agent, own),
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: serviceName, labels: this.#labels(serviceName), ...annotations },
        spec: {
          replicas: 1,
          // Never two of an agent at a time, as under our launcher.
          strategy: { type: 'Recreate' },
          selector: { matchLabels: selector },
          template: {
            metadata: { labels: this.#labels(serviceName), ...annotations },
            spec: podOf(agent, this.#pods, own),
          },
        },
      },
      ...this.#service(agent, selector),
    ];
  }

  #defaults({ serviceName }: HandoverAgent, { defaults }: SplitEnvironment): object[] {
    if (defaults.length === 0) return [];
    return [
      this.#object('v1', 'ConfigMap', this.#names.defaultsOf(serviceName), serviceName, { data: dataOf(defaults) }),
    ];
  }

  #service({ serviceName, ports }: HandoverAgent, selector: object): object[] {
    if (ports.length === 0) return [];
    const spec = {
      selector,
      ports: ports.map(({ name, port }) => ({ name, port, targetPort: port, protocol: 'TCP' })),
    };
    return [this.#object('v1', 'Service', serviceName, serviceName, { spec })];
  }

  /** Agents talk to each other; what comes from elsewhere has to be let in by name. */
  #networkPolicy(): object {
    const own = { matchLabels: { 'app.kubernetes.io/part-of': this.#handover.name } };
    return this.#object('networking.k8s.io/v1', 'NetworkPolicy', this.#handover.name, null, {
      spec: { podSelector: own, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: own }] }] },
    });
  }

  #claims(): object[] {
    const { writableFolders, agents, models } = this.#handover;
    const modes = [agents.length > 1 ? 'ReadWriteMany' : 'ReadWriteOnce'];
    const claim = (name: string) =>
      this.#object('v1', 'PersistentVolumeClaim', name, null, {
        spec: { accessModes: modes, resources: { requests: { storage: STORAGE } } },
      });
    return [
      ...writableFolders.map((folder) => claim(this.#names.claim(folder))),
      ...(models.length > 0 ? [claim(this.#names.models)] : []),
    ];
  }

  #modelsJob(): object {
    const { image, handover } = this.#pods;
    const places = handover.models.map((model) => fetchArgument(model, image.root));
    const pod = {
      restartPolicy: 'OnFailure',
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        fsGroup: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'fetch',
          image: image.name,
          imagePullPolicy: 'IfNotPresent',
          command: ['python3', '-c', fetchScript(), ...places].map(escapeKubernetes),
          // The token of a model hub, among others.
          envFrom: [{ secretRef: { name: this.#names.secret, optional: true } }],
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '512Mi' } },
          securityContext: securityContext(),
          volumeMounts: [{ name: 'models', mountPath: this.#names.modelsFolder(image.root) }],
        },
      ],
      volumes: [{ name: 'models', persistentVolumeClaim: { claimName: this.#names.models } }],
    };
    return this.#object('batch/v1', 'Job', this.#names.models, FETCH_SERVICE, {
      spec: { backoffLimit: 6, template: { metadata: { labels: this.#labels(FETCH_SERVICE) }, spec: pod } },
    });
  }

  #gpuOverlay(): ExportedFile[] {
    const preferring = this.#handover.agents.filter(({ gpu }) => gpu === 'preferred');
    if (preferring.length === 0) return [];
    const patches = preferring.map(({ serviceName }) => ({
      target: { kind: 'Deployment', name: serviceName },
      patch: yamlOf([
        {
          op: 'add',
          path: `/spec/template/spec/containers/0/resources/limits/${GPU_RESOURCE.replace('/', '~1')}`,
          value: 1,
        },
      ]),
    }));
    const overlay = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['../../base'],
      patches,
    };
    const head = ['For clusters with GPUs:', `  kubectl apply -k ${this.#below('overlays/gpu')}`];
    return [{ path: 'overlays/gpu/kustomization.yaml', text: yamlOf(overlay, head) }];
  }

  #below(file: string): string {
    return quote(this.#options.folder ? path.posix.join(this.#options.folder, file) : file);
  }

  #usage(): string[] {
    const { dotenvFiles, agents } = this.#handover;
    const files = dotenvFiles.map((file) => ` --from-env-file=${file}`).join('');
    const hasGpu = agents.some(({ gpu }) => gpu === 'preferred');
    return [
      ...(files === '' ? [] : [`kubectl create secret generic ${this.#names.secret}${files}`]),
      `kubectl apply -k ${this.#below('base')}`,
      ...(hasGpu ? [`kubectl apply -k ${this.#below('overlays/gpu')}`] : []),
    ];
  }

  #head(): string[] {
    return [
      `The agents of ${this.#handover.file}. Start them from the project's root:`,
      ...this.#usage().map((line) => `  ${line}`),
    ];
  }
}

function dataOf(settings: readonly Setting[]): Record<string, string> {
  return Object.fromEntries(settings);
}

function documents(objects: readonly object[]): string {
  return objects.map((object) => yamlOf(present(object))).join('---\n');
}
