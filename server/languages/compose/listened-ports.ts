import type { ComposeService } from './compose-service';
import { withDefaults } from './interpolation';
import { type PortRange, readPort } from './published-port';

/** Variables by which programs are told on which port to listen; `REDIS_PORT` and the like name somebody else's. */
const OWN_PORT =
  /^(?:(?:AGENT|SERVICE|SERVER|HTTP|HTTPS|GRPC|ZMQ|WS|APP|API|LISTEN|BIND|WEB|HEALTH|HEALTH_CHECK|HEALTHCHECK|METRICS|ADMIN)_)?PORT$/;
const PORT_OPTION = /^--(?:[a-z-]*-)?port(?:=(.*))?$/;

/** The ports that a service listens on inside its container, by its `ports`, `expose`, environment and command. */
export function listenedPorts(service: ComposeService): PortRange[] {
  const ranges = [...service.items('ports'), ...service.items('expose')].map(({ node }) => readPort(node)?.container);
  const variables = service
    .pairs('environment')
    .map(({ key, value }) => (value !== null && OWN_PORT.test(key) ? single(withDefaults(value)) : null));
  return [...ranges, ...variables, ...optionPorts(service)].filter(
    (range): range is PortRange => range !== null && range !== undefined,
  );
}

function optionPorts(service: ComposeService): (PortRange | null)[] {
  const command = service.value('command')?.node;
  const words =
    command?.kind === 'list'
      ? command.items.map((item) => (item.kind === 'scalar' ? item.text : ''))
      : command?.kind === 'scalar'
        ? command.text.split(/\s+/)
        : [];
  return words.map((word, index) => {
    const match = PORT_OPTION.exec(word);
    return match === null ? null : single(withDefaults(match[1] ?? words[index + 1] ?? ''));
  });
}

function single(text: string): PortRange | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? { first: port, last: port } : null;
}
