export { CallError, type CallKind, failureOfCall } from './call-kind.ts'
export { httpCall } from './http.ts'
export {
  callKindOf,
  type StepKind,
  type StepKindContext,
  type StepKindRequest,
  stepKindFaults,
} from './step-kind.ts'
export { readSecrets, SecretSettings, secretsIn, withSecrets } from './secrets.ts'
