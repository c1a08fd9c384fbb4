import { startNodeServer } from './start-node-server';
import { transportFrom } from './transport';

startNodeServer(transportFrom(process.argv.slice(2)) ?? { kind: 'ipc' }, __dirname);
