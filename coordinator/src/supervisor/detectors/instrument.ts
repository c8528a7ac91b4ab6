import { combine, type Detected, type Detector, type Finding, NOTHING, unsure } from '../findings.ts'

/** An instrument: whether it is well, tells the truth, and does only what it was asked for here. */
export const detectInstrument: Detector = (view, id) => {
  const { state, limits } = view
  const known = state.known.get(id)
  if (!known) return NOTHING
  const live = state.live.get(known.agentId)
  const status = live?.instruments.get(id)
  const links = { instrumentId: id, agentId: known.agentId }
  const honest = honesty(state.instruments.get(id)?.lie, links)
  // Without contact nothing can be told of it.
  if (!status || !live?.online || live.contactLostSince !== undefined)
    return combine([honest, unsure('instrument-unhealthy', 'foreign-run')])
  const findings: Finding[] = []
  if (status.failedChecks >= limits.unhealthyChecks) {
    const why = status.message === undefined ? '' : `: ${status.message}`
    const message = `${id} failed ${status.failedChecks} health checks in a row${why}.`
    findings.push({ kind: 'instrument-unhealthy', message, links })
  }
  if (status.foreignRun !== undefined && !state.openAttemptByInstrument.has(id)) {
    const message = `${id} runs what nobody asked for here: ${status.foreignRun}. It gets no offers meanwhile.`
    findings.push({ kind: 'foreign-run', message, links })
  }
  return combine([honest, { findings }])
}

function honesty(
  lie: { readonly attemptId: string; readonly message: string } | undefined,
  links: Finding['links'],
): Detected {
  if (!lie) return NOTHING
  const message = `${lie.message}.`
  return { findings: [{ kind: 'run-lying', message, links: { ...links, attemptId: lie.attemptId } }] }
}
