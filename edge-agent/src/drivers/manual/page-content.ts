/** The page of a desk. What comes from elsewhere is put in as text, never as markup. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>To be done</title>
<link rel="stylesheet" href="page.css">
<p id="news" role="status"></p>
<main id="task"></main>
<script src="page.js"></script>
</html>
`

export const STYLE = `
body { font: 18px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 1rem }
pre { white-space: pre-wrap; font: inherit; margin: 0 0 1.5rem }
label { display: block; margin: 1rem 0 .2rem; font-weight: 600 }
label.check { display: flex; gap: .7rem; align-items: flex-start; font-weight: 400; padding: .3rem 0; margin: 0 }
.hint { color: #555; font-weight: 400 }
.fault { color: #a3000b; margin: .2rem 0 0; font-weight: 600 }
.fault:empty, #news:empty { display: none }
input[type=text], select { box-sizing: border-box; width: 100%; font: inherit; color: inherit; background: #fff; padding: .5rem; border: 1px solid #767676; border-radius: 4px }
input[type=checkbox] { flex: none; width: 1.4rem; height: 1.4rem; margin: .05rem 0 0 }
input[aria-invalid=true], select[aria-invalid=true] { border: 2px solid #a3000b; outline-color: #a3000b }
:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px }
button { font: inherit; padding: .6rem 1.8rem; margin: 1.2rem 0 0; border: 1px solid #0b57d0; border-radius: 4px; background: #fff; color: #0b57d0; cursor: pointer }
button.first { background: #0b57d0; color: #fff; font-weight: 600 }
button:disabled { opacity: .6; cursor: default }
section { margin-top: 2.5rem; padding-top: .5rem; border-top: 1px solid #ccc }
#news { white-space: pre-wrap; padding: .6rem 1rem; margin: 0 0 1.5rem; border-left: 5px solid #1a7f37; background: #eef7f0 }
#news.bad { border-color: #a3000b; background: #fdf0f0 }
`

/** A scanner types what it reads and ends with Enter: that goes to the next field, and never sends anything. */
export const SCRIPT = `'use strict'
const main = document.getElementById('task')
const news = document.getElementById('news')
let shown
let isAway = false

const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more)
const text = (value = '') => make('input', '', { type: 'text', value, autocomplete: 'off' })

const tell = (said, isBad = false) => {
  news.textContent = said
  news.className = isBad ? 'bad' : ''
}

let count = 0
/** A label, what it is for, and room for what is wrong with it. */
const row = (title, hint, input) => {
  count += 1
  input.id = 'input' + count
  const label = make('label', title, { htmlFor: input.id })
  if (hint) label.append(make('span', ' ' + hint, { className: 'hint' }))
  const fault = make('p', '', { className: 'fault', id: 'fault' + count })
  input.setAttribute('aria-describedby', fault.id)
  if (input.type !== 'checkbox') return { input, fault, parts: [label, input, fault] }
  label.className = 'check'
  label.prepend(input)
  return { input, fault, parts: [label, fault] }
}

/** Puts each fault at its place, and the rest above. The first place gets the focus. */
const tellFaults = (rows, error, button) => {
  const faults = error.faults ?? []
  for (const [name, { input, fault }] of rows) {
    const here = faults.filter(({ field }) => field === name)
    fault.textContent = input.type === 'checkbox' && here.length > 0 ? 'is not ticked off' : here.map(({ message }) => message).join('; ')
    if (here.length > 0) input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
  }
  const rest = faults.filter(({ field }) => !rows.has(field)).map(({ field, message }) => field + ' ' + message)
  tell([faults.length > rest.length ? 'This is not done yet: look at what is marked.' : error.message, ...rest].join('\\n'), true)
  const first = [...rows.values()].find(({ input }) => input.getAttribute('aria-invalid') === 'true')
  ;(first ? first.input : button).focus()
}

const post = async (path, body) => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const said = await answer.json()
  if (!answer.ok) throw Object.assign(new Error(said.detail), { faults: said.faults })
}

const onEnter = inputs => event => {
  if (event.key !== 'Enter') return
  event.preventDefault()
  const next = inputs[inputs.indexOf(event.target) + 1]
  if (next) next.focus()
}

/** A button that a person presses: what a scanner types while it has the focus presses nothing. */
const buttonOf = (title, className, pressed) => {
  const button = make('button', title, { type: 'button', className })
  let isTyped = false
  button.addEventListener('focus', () => { isTyped = false })
  button.addEventListener('keydown', event => { if (event.key.length === 1 && event.key !== ' ') isTyped = true })
  button.addEventListener('click', event => {
    if (!isTyped || event.detail > 0) return pressed()
    isTyped = false
    tell('That was scanned into no field: choose one, and scan it again.', true)
  })
  return button
}

const choice = () => {
  const select = make('select', '')
  for (const [value, title] of [['', ''], ['yes', 'Yes'], ['no', 'No']]) select.append(make('option', title, { value }))
  return select
}

const hintOf = f => [
  f.unit && 'in ' + f.unit, f.minimum !== undefined && 'from ' + f.minimum, f.maximum !== undefined && 'to ' + f.maximum,
  f.pattern && 'such as ' + f.pattern, !f.required && 'may be left out',
].filter(Boolean).join(', ')

const show = task => {
  document.title = task ? task.title : 'Nothing to do'
  if (!task) return main.replaceChildren(make('h1', 'Nothing to do'), make('p', 'Work that is asked for appears here by itself.'))
  const boxes = task.checklist.map((item, index) => ['checklist.' + index, row(item, '', make('input', '', { type: 'checkbox' }))])
  const fields = task.fields.map(f => [f.name, row(f.title, hintOf(f), f.type === 'yes-no' ? choice() : text())])
  const by = row('Your name', '', text(localStorage.getItem('by') ?? ''))
  const reason = row('Why it is not possible', '', text())
  const path = '/v1/manual/' + encodeURIComponent(task.attemptId)
  const send = async (what, rows, body, button) => {
    localStorage.setItem('by', by.input.value)
    done.disabled = not.disabled = true
    let problem
    try {
      const blank = [['by', by], ['reason', reason]].filter(([name, { input }]) => rows.has(name) && input.value.trim() === '')
      if (blank.length > 0) throw Object.assign(new Error(), { faults: blank.map(([field]) => ({ field, message: 'is missing' })) })
      await post(path + what, { by: by.input.value, ...body })
      tell('Noted: ' + task.title)
    } catch (error) {
      problem = error
    }
    done.disabled = not.disabled = false
    if (problem) tellFaults(rows, problem, button)
    await look()
  }
  const done = buttonOf('Done', 'first', () => send('/done', new Map([...boxes, ...fields, ['by', by]]), {
    checked: boxes.flatMap(([, { input }], index) => (input.checked ? [index] : [])),
    fields: Object.fromEntries(fields.map(([name, { input }]) => [name, input.value])),
    photos: [],
  }, done))
  const not = buttonOf('Not possible', '', () =>
    send('/not-possible', new Map([['reason', reason], ['by', by]]), { reason: reason.input.value }, not))
  const inputs = [...fields.map(([, { input }]) => input), by.input, done]
  for (const input of inputs.slice(0, -1)) input.addEventListener('keydown', onEnter(inputs))
  reason.input.addEventListener('keydown', onEnter([reason.input, not]))
  const photo = 'A photo is ' + task.photo + '. This page takes none: muster-agent manual done ' + task.attemptId + ' --photo FILE'
  const section = make('section', '')
  section.append(...reason.parts, not)
  main.replaceChildren(
    make('h1', task.title),
    make('pre', task.instructions),
    ...boxes.flatMap(([, { parts }]) => parts),
    ...fields.flatMap(([, { parts }]) => parts),
    ...(task.photo === 'none' ? [] : [make('p', photo, { className: 'hint' })]),
    ...by.parts, done, section,
  )
  const first = inputs.find(input => input.value === '')
  if (first) first.focus()
}

const look = async () => {
  try {
    const { tasks } = await (await fetch('/v1/manual')).json()
    if (isAway) tell('')
    isAway = false
    const now = JSON.stringify(tasks[0] ?? null)
    if (now !== shown) show(tasks[0])
    shown = now
  } catch {
    isAway = true
    tell('The agent does not answer. What was entered stays here.', true)
  }
}

look()
setInterval(look, 2000)
`
