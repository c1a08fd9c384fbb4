/** Where the exporter listens on the loopback address unless it is told otherwise. */
export const DEFAULT_PORT = 9091;
