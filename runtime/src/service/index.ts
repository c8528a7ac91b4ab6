export { serviceOf } from './service.ts'
