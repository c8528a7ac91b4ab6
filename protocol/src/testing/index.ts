export * from './network-faults.ts'
export * from './test-network.ts'
export type { TestPort } from './test-port.ts'
