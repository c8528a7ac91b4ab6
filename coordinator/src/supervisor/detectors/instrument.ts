import { type Detector, type Finding, NOTHING } from '../findings.ts'

/** An instrument: whether it is well, and whether it does what nobody here asked for. */
export const detectInstrument: Detector = ({ state, limits }, id) => {
  const known = state.known.get(id)
  if (!known) return NOTHING
  const live = state.live.get(known.agentId)
  const status = live?.instruments.get(id)
  // Without contact nothing can be told of it.
  if (!status || !live?.online || live.contactLostSince !== undefined) return undefined
  const links = { instrumentId: id, agentId: known.agentId }
  const lie = state.instruments.get(id)?.lie
  const findings: Finding[] = []
  if (lie)
    findings.push({
      kind: 'run-lying',
      message: `${lie.message}.`,
      links: { ...links, attemptId: lie.attemptId },
    })
  if (status.failedChecks >= limits.unhealthyChecks) {
    const why = status.message === undefined ? '' : `: ${status.message}`
    const message = `${id} failed ${status.failedChecks} health checks in a row${why}.`
    findings.push({ kind: 'instrument-unhealthy', message, links })
  }
  if (status.foreignRun !== undefined && !state.openAttemptByInstrument.has(id)) {
    const message = `${id} runs what nobody asked for here: ${status.foreignRun}. It gets no offers meanwhile.`
    findings.push({ kind: 'foreign-run', message, links })
  }
  return { findings }
}
