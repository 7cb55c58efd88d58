import type { Context } from '../context.ts'
import type { RequestContext } from './serve.ts'

/** Turns an operation into a handler that runs it for the acting post. */
export const acting =
  <Input, Answer>(operation: (ctx: Context, input: Input) => Promise<Answer>) =>
  async ({ input, context }: { input: Input; context: RequestContext }): Promise<Answer> =>
    operation(await context.acting(), input)
