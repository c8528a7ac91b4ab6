export const STEPS: number
export function serve(work: (jobs: number) => Promise<void>, end: () => Promise<unknown>): Promise<void>
