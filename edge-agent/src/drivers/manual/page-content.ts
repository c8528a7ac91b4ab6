/** The page of a desk. What comes from elsewhere is put in as text, never as markup. */
export const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>To be done</title>
<link rel="stylesheet" href="page.css">
<main id="task"><p>Nothing is to be done.</p></main>
<p id="news" role="status"></p>
<script src="page.js"></script>
</html>
`

export const STYLE = `
body { font: 18px/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem }
pre { white-space: pre-wrap; font: inherit }
label { display: block; margin: .6rem 0 }
input:not([type=checkbox]) { font: inherit; padding: .3rem; width: 20rem }
input[type=checkbox] { width: 1.3rem; height: 1.3rem; vertical-align: middle }
button { font: inherit; padding: .5rem 1.5rem; margin: 1rem 1rem 0 0 }
#news { white-space: pre-wrap; font-weight: bold }
`

/** A scanner types what it reads and ends with Enter: that goes to the next field, and never sends anything. */
export const SCRIPT = `'use strict'
const main = document.getElementById('task')
const news = document.getElementById('news')
let shown = ''

const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more)

const labelled = (text, input) => {
  const label = make('label', text + ' ')
  label.append(input)
  return label
}

const post = async (path, body) => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const said = await answer.json()
  if (!answer.ok) throw new Error([said.detail, ...(said.faults ?? []).map(f => f.field + ' ' + f.message)].join('\\n'))
}

const onEnter = inputs => event => {
  if (event.key !== 'Enter') return
  event.preventDefault()
  const next = inputs[inputs.indexOf(event.target) + 1]
  if (next) next.focus()
}

const show = task => {
  if (!task) return main.replaceChildren(make('p', 'Nothing is to be done.'))
  const boxes = task.checklist.map(() => make('input', '', { type: 'checkbox' }))
  const fields = task.fields.map(() => make('input', '', { type: 'text', autocomplete: 'off' }))
  const by = make('input', '', { type: 'text', value: localStorage.getItem('by') ?? '', autocomplete: 'off' })
  const reason = make('input', '', { type: 'text', autocomplete: 'off' })
  const done = make('button', 'Done', { type: 'button' })
  const not = make('button', 'Not possible', { type: 'button' })
  const inputs = [...fields, by, done]
  for (const input of [...fields, by]) input.addEventListener('keydown', onEnter(inputs))
  const limits = f => [f.unit, f.minimum !== undefined && 'from ' + f.minimum, f.maximum !== undefined && 'to ' + f.maximum,
    !f.required && 'may be left out'].filter(Boolean).join(', ')
  const path = '/v1/manual/' + encodeURIComponent(task.attemptId)
  const send = async (what, body) => {
    localStorage.setItem('by', by.value)
    done.disabled = not.disabled = true
    try {
      await post(path + what, { by: by.value, ...body })
      news.textContent = 'Noted. Thank you.'
    } catch (error) {
      news.textContent = error.message
    }
    done.disabled = not.disabled = false
    await look()
  }
  done.addEventListener('click', () => send('/done', {
    checked: boxes.flatMap((box, index) => (box.checked ? [index] : [])),
    fields: Object.fromEntries(task.fields.map((field, index) => [field.name, fields[index].value])),
    photos: [],
  }))
  not.addEventListener('click', () => send('/not-possible', { reason: reason.value }))
  main.replaceChildren(
    make('h1', task.title),
    make('pre', task.instructions),
    ...task.checklist.map((item, index) => labelled(item, boxes[index])),
    ...task.fields.map((field, index) => labelled(field.title + (limits(field) ? ' (' + limits(field) + ')' : ''), fields[index])),
    ...(task.photo === 'none' ? [] : [make('p', 'A photo is ' + task.photo + ': muster-agent manual done --photo FILE')]),
    labelled('Your name', by), done, labelled('Why it is not possible', reason), not,
  )
  const first = inputs.find(input => input.value === '')
  if (first) first.focus()
}

const look = async () => {
  try {
    const { tasks } = await (await fetch('/v1/manual')).json()
    const text = JSON.stringify(tasks[0] ?? null)
    if (text !== shown) show(tasks[0])
    shown = text
  } catch {
    news.textContent = 'The agent does not answer.'
  }
}

look()
setInterval(look, 2000)
`
