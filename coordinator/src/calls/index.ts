export { CallError, type CallKind, type CallRequest, failureOfCall } from './call-kind.ts'
export { httpCall } from './http.ts'
export { readSecrets, SecretSettings, secretsIn, withSecrets } from './secrets.ts'
