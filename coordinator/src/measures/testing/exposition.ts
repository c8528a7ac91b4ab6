/** Prometheus' text format, as far as it is needed to see that it is right. */
export interface Exposition {
  readonly help: ReadonlyMap<string, string>
  readonly type: ReadonlyMap<string, string>
  /** Each sample by `name{labels}`, the labels as they stand. */
  readonly samples: ReadonlyMap<string, number>
}

const SAMPLE = /^(?<name>[a-zA-Z_:][\w:]*)(?<labels>\{(?:\w+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (?<value>\S+)$/
/** As Go's ParseFloat reads it, to which the case of NaN is all one; prom-client writes `Nan`. */
const VALUE = /^(nan|[+-]inf|-?\d+(\.\d+)?(e[+-]?\d+)?)$/i

/** @throws Error naming the first line that is not of the format, or comes twice. */
export function parseExposition(text: string): Exposition {
  const help = new Map<string, string>()
  const type = new Map<string, string>()
  const samples = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const comment = /^# (?<which>HELP|TYPE) (?<name>\S+) (?<rest>.+)$/.exec(line)?.groups
    if (comment) put(comment['which'] === 'HELP' ? help : type, comment['name'], comment['rest'], line)
    else readSample(samples, line)
  }
  return { help, type, samples }
}

function readSample(samples: Map<string, number>, line: string): void {
  const { name = '', labels = '', value = '' } = SAMPLE.exec(line)?.groups ?? {}
  if (name === '' || !VALUE.test(value)) throw new Error(`not a sample: ${line}`)
  const number = Number(value.replace('Inf', 'Infinity'))
  put(samples, `${name}${labels}`, number, line)
}

function put<T>(into: Map<string, T>, key: string | undefined, value: T | undefined, line: string): void {
  if (key === undefined || value === undefined || into.has(key)) throw new Error(`not new: ${line}`)
  into.set(key, value)
}

/** The name of the metric that a sample is of: those of a histogram have three endings. */
export function familyOf(sample: string, { type }: Pick<Exposition, 'type'>): string {
  const name = sample.replace(/\{.*/, '')
  const stem = name.replace(/_(bucket|sum|count)$/, '')
  return type.get(stem) === 'histogram' ? stem : name
}
