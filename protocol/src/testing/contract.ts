export * from './mqtt.contract.ts'
export * from './mqtt-access.contract.ts'
export * from './mqtt-harness.ts'
