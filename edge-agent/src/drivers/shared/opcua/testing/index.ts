export { OpcUaConnection } from '../connection.ts'
export type { ConnectionOptions } from '../connection-options.ts'
export { openPki } from '../pki.ts'
