import { mqttJsPort, SOFTWARE_VERSION } from '@muster/protocol'
import {
  createLogger,
  messageOf,
  nodeFileSystem,
  openTelemetryTracer,
  running,
  runUntilSignal,
  seconds,
  serviceOf,
  systemClock,
  systemRandom,
} from '@muster/runtime'
import type { WorkTurn } from '../agent-options.ts'
import { startAgent } from '../main.ts'
import { reloadOnSignal } from '../reload-on-signal.ts'
import { type AgentCommand, CONFIG_OPTION, readConfiguration } from './command.ts'

export const runCommand: AgentCommand = {
  usage: [
    ['run --config FILE', 'run until Ctrl-C; what the instruments do goes on. SIGHUP: read FILE again'],
    ['  --data DIR', "folder of the journal, instead of the configuration's"],
    ['  --broker URL', "such as mqtt://127.0.0.1:1883, instead of the configuration's"],
    ['  --accept-new-store', 'obey a coordinator whose store is not the one this agent has belonged to'],
  ],
  words: 0,
  options: {
    ...CONFIG_OPTION,
    data: { type: 'string' },
    broker: { type: 'string' },
    'accept-new-store': { type: 'boolean' },
  },
  async run(given) {
    const read = async () => {
      const file = await readConfiguration(given)
      const url = given.text('broker') ?? file.broker.url
      return { ...file, data: given.text('data') ?? file.data, broker: { ...file.broker, url } }
    }
    const settings = await read()
    const service = serviceOf(process.env)
    // The programs that drivers start have no say in whether the agent is alive.
    delete process.env['NOTIFY_SOCKET']
    const logger = createLogger({
      name: 'muster-agent',
      level: settings.log,
      ...(service.log ? { stream: service.log } : {}),
    }).child({ agent: settings.id })
    const onFatal = (error: unknown) => {
      logger.error('the journal can not be written: nothing may be started any more', {
        error: messageOf(error),
      })
      process.exit(1)
    }
    const acceptNewStore = given.has('accept-new-store')
    await runUntilSignal(logger, async () => {
      const tracer = await openTelemetryTracer(process.env, {
        service: 'muster-agent',
        version: SOFTWARE_VERSION,
        logger,
      })
      const agent = await startAgent(settings, {
        clock: systemClock,
        random: systemRandom,
        logger,
        fileSystem: nodeFileSystem,
        mqtt: mqttJsPort(systemClock, logger),
        acceptNewStore,
        onFatal,
        tracer,
        onTurn: turn => service.alive(statusOf(turn)),
      })
      // First: a SIGHUP that nobody takes ends the process, and systemd may send one from `ready` on.
      reloadOnSignal(agent, settings, read, logger)
      service.ready('started', seconds(settings.heartbeatSeconds))
      return running(async () => {
        service.stopping()
        await agent.stop()
        await tracer.close()
      })
    })
  },
}

/** One line, as `systemctl status` shows it. */
function statusOf({ synced, instruments, answering, running: runs }: WorkTurn): string {
  const contact = synced ? 'in contact with the coordinator' : 'no contact with the coordinator'
  return `${contact}; ${answering} of ${instruments} instruments answer; ${runs} running`
}
