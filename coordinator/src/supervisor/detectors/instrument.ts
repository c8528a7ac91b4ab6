import { formatDuration } from '@muster/runtime'
import {
  combine,
  type Detected,
  type Detector,
  type Finding,
  lasting,
  NOTHING,
  unsure,
  type View,
} from '../findings.ts'

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
    return combine([honest, unsure('instrument-unhealthy', 'foreign-run', 'instrument-unreachable')])
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
  // Whoever has borrowed it wants it left alone.
  const reached =
    status.readiness === 'borrowed' ? NOTHING : reach(view, id, status.link, status.message, links)
  return combine([honest, reached, { findings }])
}

function reach(
  view: View,
  id: string,
  link: string,
  why: string | undefined,
  links: Finding['links'],
): Detected {
  const since = view.state.linkLostAt.get(id)
  if (link === 'connected' || since === undefined) return NOTHING
  return lasting(view, since, view.limits.unreachableAfter, () => ({
    kind: 'instrument-unreachable',
    message: `Its agent does not reach ${id} for ${formatDuration(view.monotonic - since)}${why === undefined ? '' : `: ${why}`}.`,
    links,
  }))
}

function honesty(
  lie: { readonly attemptId: string; readonly message: string } | undefined,
  links: Finding['links'],
): Detected {
  if (!lie) return NOTHING
  const message = `${lie.message}.`
  return { findings: [{ kind: 'run-lying', message, links: { ...links, attemptId: lie.attemptId } }] }
}
