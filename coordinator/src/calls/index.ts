export { CallError, type CallKind, failureOfCall } from './call-kind.ts'
export { httpCall } from './http.ts'
export { readSecrets, SecretSettings, secretsIn, withSecrets } from './secrets.ts'
