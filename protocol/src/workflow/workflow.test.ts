import { compileForeignSchema, type Parsed } from '@muster/runtime'
import { describe, expect, it } from 'vitest'
import { type Catalogue, catalogueFaults } from './catalogue.ts'
import { Precedence, stepsBefore } from './graph.ts'
import { workflowJsonSchema } from './json-schema.ts'
import type { WorkflowDefinition } from './definition.ts'
import type { Step, Steps } from './model.ts'
import { parseSubmission, parseWorkflow } from './validate.ts'
import { readWorkflow, readYaml } from './yaml.ts'

const STUDY = `
muster: 1
name: sinter-study
inputs:
  samples: { type: array, items: { type: string } }
  target: { type: number, default: 3 }
variables:
  best: { schema: { type: number }, initial: 0 }
outputs:
  best: { value: "\${ vars.best }", schema: { type: number } }
  masses: { value: "\${ steps['weigh-all'].result.items.map(i, i.outputs.mass) }" }
concurrency: { key: "\${ labels.experiment }" }
steps:
  load:
    prompt: { question: "Load \${ size(inputs.samples) } samples", fields: { tray: { type: string } } }
  weigh-all:
    after: [load]
    forEach:
      items: "\${ inputs.samples }"
      as: sample
      concurrency: auto
      steps:
        weigh:
          activity: weigh
          samples: ["\${ sample }"]
          instrument: "\${ index == 0 ? 'balance-1' : 'balance-2' }"
          resources: [{ resource: tray, names: ["\${ steps.load.result.fields.tray }"] }]
          undo: { back: { activity: move, parameters: { from: "\${ result.place }" } } }
        adjust:
          after: [weigh]
          repeat:
            steps:
              shake: { activity: shake, parameters: { strength: "\${ has(last.mass) ? last.mass : steps.weigh.result.mass }" } }
              again: { activity: weigh, after: [shake] }
            until: steps.again.result.mass > inputs.target || iteration > 3
            atMost: 5
            outputs: { mass: "\${ steps.again.result.mass }" }
      outputs: { mass: "\${ steps.adjust.result.mass }" }
  judge:
    after: [weigh-all]
    set: { best: "\${ max(result.masses) }" }
    switch:
      - when: size(steps["weigh-all"].result.items) > 2
        steps: { dry: { activity: dry, fallback: { dry-slowly: { activity: dry } } } }
      - steps: { wait: { wait: { for: "\${ string(inputs.target) + ' min' }" } } }
  ask:
    after: [judge]
    call: { kind: http, with: { url: "https://solver.example/next", headers: { token: { secret: solver } }, body: { best: "\${ vars.best }" } } }
  next: { after: [ask], stepsFrom: steps.ask.result.steps, outputs: { all: "\${ steps.anything.result }" } }
then: [{ uses: sinter-study, when: outputs.best > 3, inputs: { target: "\${ outputs.best }" } }]
`

const faultsOf = (parsed: Parsed<unknown>): string[] =>
  parsed.ok ? [] : parsed.faults.map(({ field, message }) => `${field} ${message}`)

describe('a whole workflow', () => {
  it('is taken', () => {
    expect(faultsOf(readWorkflow(STUDY))).toEqual([])
  })

  it('is what the JSON Schema for editors takes', () => {
    const schema = compileForeignSchema(workflowJsonSchema())
    const yaml = readYaml(STUDY)
    if (!schema.ok || !yaml.ok) throw new Error('not readable')
    expect(faultsOf(schema.value(yaml.value.value))).toEqual([])
    const steps = (inner: unknown) => ({ muster: 1, name: 'w', steps: { a: { steps: { b: inner } } } })
    expect(faultsOf(schema.value(steps({ activity: 'x', colour: 1 }))).join()).toContain(
      'steps.a.steps.b.colour',
    )
    expect(schema.value(steps({ title: 'of no kind' })).ok).toBe(false)
    expect(schema.value(steps({ activity: 'x', uses: 'y' })).ok).toBe(false)
    expect(faultsOf(schema.value(steps({ activity: 'x', timeLimit: 'long' }))).join()).toContain('timeLimit')
  })

  it('each fault has its line and column', () => {
    const wrong = STUDY.replace('steps.weigh.result.mass }" } }', 'steps.shake.result.mass }" } }')
      .replace('until: steps.again', 'until: steps.agian')
      .replace('activity: dry, fallback', 'activity: dry, colour: red, fallback')
    const forms = readWorkflow(wrong)
    expect(forms.ok ? [] : forms.faults).toMatchObject([
      { field: 'steps.judge.switch.0.steps.dry.colour', line: 44, column: 40 },
    ])
    const parsed = readWorkflow(wrong.replace('colour: red, ', ''))
    expect(parsed.ok ? [] : parsed.faults).toMatchObject([
      { field: 'steps.weigh-all.forEach.steps.adjust.repeat.steps.shake.parameters.strength', line: 33 },
      {
        field: 'steps.weigh-all.forEach.steps.adjust.repeat.until',
        line: 35,
        code: 'expression-step-unknown',
      },
    ])
  })

  it('that is not YAML any more from some place on has the fault at that place alone, with what may be meant', () => {
    const parsed = readWorkflow(STUDY.replace(/"(Load [^"]*)"/, '$1'))
    expect(parsed.ok ? [] : parsed.faults).toEqual([
      {
        code: 'yaml-syntax',
        field: '',
        message: expect.stringContaining('has to be in quotes') as string,
        line: 15,
        column: 31,
      },
    ])
    const twice = readWorkflow('muster: 1\nmuster: 1\nname: a\nname: b\n')
    expect(twice.ok ? [] : twice.faults).toHaveLength(2)
  })
})

describe('what an expression can look at', () => {
  const weigh = { activity: 'weigh' }
  const look = (text: string) => ({ ...weigh, parameters: { x: `\${ ${text} }` } })
  const check = (steps: unknown) =>
    faultsOf(parseWorkflow({ muster: 1, name: 'w', steps })).map(one => one.replace(/^\S+ /, ''))

  it('steps around it, that come before the step it stands in', () => {
    const inner = (text: string, after: string[] = []) =>
      check({ a: weigh, b: { ...weigh }, c: { after, steps: { d: { steps: { e: look(text) } } } } })
    expect(inner('steps.a.result', ['a'])).toEqual([])
    expect(inner('steps.b.result', ['a'])).toEqual([
      '"b" does not come before "c"; name it in `after` of "c"',
    ])
    expect(inner('steps.c.result')).toEqual(['"c" can not look at itself, nor can what stands in it'])
    expect(inner('steps.d.result')).toEqual(['"d" can not look at itself, nor can what stands in it'])
  })

  it('of two steps of one id the inner', () => {
    const steps = { a: weigh, c: { after: ['a'], steps: { a: weigh, e: look('steps.a.result') } } }
    expect(check(steps)).toEqual(['"a" does not come before "e"; name it in `after` of "e"'])
  })

  it('no step within another, but what that one gave', () => {
    const steps = { all: { steps: { a: weigh } }, b: { ...look('steps.a.result'), after: ['all'] } }
    expect(check(steps)).toEqual(['"a" stands within "all"; from outside look at steps["all"].result'])
  })

  it('names with dashes where they are written so that they can be read', () => {
    const steps = { 'weigh-all': weigh, b: { ...look('steps.weigh'), after: ['weigh-all'] } }
    expect(check(steps)[0]).toContain('written steps["weigh-all"]')
  })

  it('the item, the index, the iteration and the result only where there is one', () => {
    const each = (text: string) => check({ a: { forEach: { items: [1], steps: { b: look(text) } } } })
    expect(each('item + index')).toEqual([])
    expect(each('iteration')).toHaveLength(1)
    expect(each('result')).toHaveLength(1)
    expect(check({ a: { ...weigh, undo: { b: look('result.place') } } })).toEqual([])
    expect(check({ a: { ...weigh, fallback: { b: look('result.place') } } })).toHaveLength(1)
    expect(check({ a: look('item') })).toHaveLength(1)
  })

  it('nothing by a name that every object has by birth', () => {
    expect(check({ a: weigh, b: { ...look('steps.constructor.result'), after: ['a'] } })[0]).toContain(
      'no step "constructor"',
    )
    expect(check({ a: { ...weigh, after: ['constructor'] } })[0]).toContain('"constructor" is not a step')
  })
})

describe('workflows that are used', () => {
  const sinter = (version: number): WorkflowDefinition => ({
    muster: 1,
    name: 'sinter',
    version,
    inputs: { hours: { type: 'number' }, gas: { type: 'string', default: 'argon' } },
    steps: { heat: { activity: 'heat' }, check: { uses: 'check@latest', after: ['heat'] } },
  })
  const all: Readonly<Record<string, readonly WorkflowDefinition[]>> = {
    sinter: [sinter(1), sinter(2)],
    check: [{ muster: 1, name: 'check', version: 1, steps: { look: { activity: 'look' } } }],
  }
  const workflow = (name: string, version?: number) => all[name]?.at(version === undefined ? -1 : version - 1)

  it('are found and pinned, with all that they use', () => {
    const steps: Steps = {
      all: { forEach: { items: [1], steps: { one: { uses: 'sinter', inputs: { hours: 2 } } } } },
    }
    const parsed = parseSubmission({ workflow: { muster: 1, name: 'w', steps } }, { workflow })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
    const { definition, uses } = parsed.value
    expect(definition.steps['all']?.forEach?.steps['one']?.uses).toBe('sinter@2')
    expect(Object.keys(uses).sort()).toEqual(['check@1', 'sinter@2'])
    expect(uses['sinter@2']?.steps['check']?.uses).toBe('check@1')
  })

  it('can be submitted by name, with inputs that fit; defaults are filled in', () => {
    const submit = (uses: string, inputs: object) => parseSubmission({ uses, inputs }, { workflow })
    const parsed = submit('sinter@1', { hours: 2 })
    expect(parsed.ok && parsed.value.inputs).toEqual({ hours: 2, gas: 'argon' })
    expect(parsed.ok && parsed.value.definition.version).toBe(1)
    expect(faultsOf(submit('sinter', { hours: '2', gsa: 'air' }))).toEqual([
      'inputs.gsa is no input of sinter (did you mean "gas"?); inputs: hours, gas',
      'inputs.hours must be number',
    ])
    expect(faultsOf(submit('sinter@3', {}))).toEqual(['uses there is no workflow "sinter@3"'])
  })

  it('get what fits the type of their inputs', () => {
    const steps = (hours: unknown) => ({ one: { uses: 'sinter', inputs: { hours } } })
    const submit = (hours: unknown) =>
      parseSubmission(
        {
          workflow: { muster: 1, name: 'w', inputs: { gas: { type: 'string' } }, steps: steps(hours) },
          inputs: { gas: 'air' },
        },
        { workflow },
      )
    expect(faultsOf(submit('${ inputs.gas }'))).toEqual([
      'workflow.steps.one.inputs.hours inputs.gas is string, and number is needed',
    ])
    expect(faultsOf(submit('long'))).toEqual(['workflow.steps.one.inputs.hours must be number'])
    expect(faultsOf(submit('${ size(inputs.gas) }'))).toEqual([])
  })

  it('can not become more steps than a job may have', () => {
    const two = (name: string, used: string): WorkflowDefinition => ({
      muster: 1,
      name,
      version: 1,
      steps: { a: { uses: used }, b: { uses: used } },
    })
    const chain = new Map(Array.from({ length: 20 }, (_, at) => [`w-${at}`, two(`w-${at}`, `w-${at + 1}`)]))
    chain.set('w-20', { muster: 1, name: 'w-20', version: 1, steps: { a: { activity: 'x' } } })
    const parsed = parseSubmission({ uses: 'w-0' }, { workflow: name => chain.get(name) })
    expect(faultsOf(parsed).join()).toContain('steps; 10000 is the most')
  })

  it('are not looked at by whoever does not know them', () => {
    expect(parseSubmission({ uses: 'anything@7', inputs: { x: 1 } }).ok).toBe(true)
    expect(
      parseSubmission({ workflow: { muster: 1, name: 'w', steps: { a: { uses: 'anything' } } } }).ok,
    ).toBe(true)
  })
})

describe('what the laboratory offers', () => {
  const schema = {
    type: 'object',
    required: ['mass', 'where'],
    additionalProperties: false,
    properties: {
      mass: { type: 'number' },
      where: { type: 'object', required: ['x'], properties: { x: { type: 'integer' } } },
    },
  }
  const parser = compileForeignSchema(schema)
  if (!parser.ok) throw new Error('no schema')
  const catalogue: Catalogue = {
    activities: ['weigh'],
    instruments: ['balance'],
    offering: () => [
      {
        instrumentId: 'balance',
        labels: { room: '1' },
        parse: parser.value,
        schemaJson: JSON.stringify(schema),
      },
    ],
  }
  const faults = (step: Partial<Step>) => {
    const inputs = { n: { type: 'number' }, title: { type: 'string' } }
    const workflow = {
      muster: 1,
      name: 'w',
      inputs,
      steps: { all: { steps: { a: { activity: 'weigh', ...step } } } },
    }
    const parsed = parseSubmission({ workflow, inputs: { n: 1, title: 'x' } })
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults))
    return catalogueFaults(parsed.value, catalogue).map(({ field, message }) => `${field} ${message}`)
  }
  const at = 'workflow.steps.all.steps.a'

  it('is held against what stands in parameters, in steps within others too', () => {
    expect(faults({ parameters: { mass: 'heavy', where: {} } })).toEqual([
      `${at}.parameters.mass must be number`,
      `${at}.parameters.where.x is missing`,
    ])
  })

  it('and not against what an expression will give, unless that can be told', () => {
    expect(faults({ parameters: { mass: '${ inputs.n + 1 }', where: '${ {"x": 1} }' } })).toEqual([])
    expect(faults({ parameters: { mass: '${ inputs.n }', where: { x: '${ inputs.n }' } } })).toEqual([])
    expect(faults({ parameters: { mass: '${ inputs.n }' } })).toEqual([`${at}.parameters.where is missing`])
    expect(faults({ parameters: { mass: '${ inputs.title }', where: { x: 1 } } })).toEqual([
      `${at}.parameters.mass inputs.title is string, and number is needed`,
    ])
  })

  it('takes instruments and labels that are not known yet', () => {
    const parameters = { mass: 1, where: { x: 1 } }
    expect(
      faults({ parameters, instrument: '${ inputs.title }', requires: { room: '${ inputs.title }' } }),
    ).toEqual([])
    expect(faults({ parameters, instrument: 'furnace' })).toHaveLength(1)
  })
})

it('precedence is the same as walking back from each step', () => {
  // Steps after some of those before them, in an order that is no order of them.
  const ids = Array.from({ length: 80 }, (_, at) => `s-${(at * 37) % 80}`)
  const steps: Steps = Object.fromEntries(
    ids.map((id, at) => [
      id,
      { activity: 'x', after: ids.slice(0, at).filter((_, other) => (at * 7 + other * 13) % 11 === 0) },
    ]),
  )
  const shuffled: Steps = Object.fromEntries(Object.entries(steps).sort(([a], [b]) => (a < b ? -1 : 1)))
  const precedence = new Precedence({ steps: shuffled })
  for (const later of ids) {
    const before = stepsBefore({ steps: shuffled }, later)
    for (const earlier of ids) expect(precedence.isBefore(earlier, later)).toBe(before.has(earlier))
  }
})
