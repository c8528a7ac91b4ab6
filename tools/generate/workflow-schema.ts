/** The JSON Schema of workflow files, for editors. */
export async function workflowSchema(): Promise<ReadonlyMap<string, string>> {
  // Not before it is called: the model of workflows stands on messages that are made here as well.
  const { workflowJsonSchema } = await import('@muster/protocol')
  return new Map([['docs/workflow.schema.json', `${JSON.stringify(workflowJsonSchema(), null, 2)}\n`]])
}
