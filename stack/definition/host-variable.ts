/** `ServiceRegistry`, `service-registry` → `service_registry`: an agent's name on the network. */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
}

/**
 * The variable that says where an agent is: `SERVICE_REGISTRY_HOST`. Fixes make code read it; the launcher sets it for every agent of the stack it
 * starts, so that fixed code runs on one machine as it stands.
 */
export function hostVariable(agentName: string): string {
  return `${snakeCase(agentName).toUpperCase()}_HOST`;
}

/** The variable that says on which port an agent listens: `SERVICE_REGISTRY_PORT`; read and set as `hostVariable`. */
export function portVariable(agentName: string): string {
  return `${snakeCase(agentName).toUpperCase()}_PORT`;
}

/** The variable of an agent's health port: `SERVICE_REGISTRY_HEALTH_PORT`. */
export function healthPortVariable(agentName: string): string {
  return `${snakeCase(agentName).toUpperCase()}_HEALTH_PORT`;
}
