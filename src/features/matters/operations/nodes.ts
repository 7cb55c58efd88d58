import type * as z from 'zod'
import type { Context } from '../../../platform/context.ts'
import type { Tx } from '../../../platform/db/transaction.ts'
import { Problem } from '../../../platform/problem.ts'
import { refuseSecrets } from '../../../platform/secrecy/guard.ts'
import { type MatterDetail, matterProblems, type SaveNode } from '../contract.ts'
import { listNodes, type StoredNode } from '../store/details.ts'
import { deleteNode, insertNode, updateNode } from '../store/nodes.ts'
import { touchMatter } from '../store/writes.ts'
import { findOrRefuse, nodeBarrier, toDetail } from './shared.ts'
import { lockForChange } from './steps.ts'

type Node = z.output<typeof SaveNode>
type OfMatter = { id: number; version: number }

/** Adds a node 节点 with its own day. @throws Problem not-your-nodes, nodes-closed, day-in-past, done-in-future, secrecy */
export const addNode = (ctx: Context, input: Node & OfMatter): Promise<MatterDetail> =>
  changeNodes(ctx, 'matter.add-node', input, async (tx) => {
    checkNode(ctx, input)
    await insertNode(tx, input.id, input)
    return { after: wordsOf(input) }
  })

/** Changes a node: its words, its day, done on which day, or why it stays open. @throws Problem unknown-node and as addNode */
export const saveNode = (ctx: Context, input: Node & OfMatter & { nodeId: number }): Promise<MatterDetail> =>
  changeNodes(ctx, 'matter.save-node', input, async (tx) => {
    const before = await findNode(tx, input)
    checkNode(ctx, input, before)
    await updateNode(tx, input.nodeId, input)
    return { before, after: { id: before.id, ...wordsOf(input) } }
  })

/** @throws Problem unknown-node and as addNode */
export const dropNode = (ctx: Context, input: OfMatter & { nodeId: number }): Promise<MatterDetail> =>
  changeNodes(ctx, 'matter.drop-node', input, async (tx) => {
    const before = await findNode(tx, input)
    await deleteNode(tx, input.nodeId)
    return { before }
  })

const wordsOf = ({ title, dueOn, doneOn, explanation }: Node) => ({ title, dueOn, doneOn, explanation })

const findNode = async (tx: Tx, { id, nodeId }: { id: number; nodeId: number }): Promise<StoredNode> => {
  const node = (await listNodes(tx, id)).find((one) => one.id === nodeId)
  if (!node) throw new Problem(matterProblems['unknown-node'])
  return node
}

/** A day that was in time when it was set may stay. */
const checkNode = ({ today }: Context, node: Node, before?: StoredNode): void => {
  const refuse = (slug: 'day-in-past' | 'done-in-future', pointer: string): never => {
    const { detail } = matterProblems[slug]
    throw new Problem(matterProblems[slug], { errors: [{ pointer, detail }] })
  }
  if (node.doneOn !== null && node.doneOn > today) refuse('done-in-future', '/doneOn')
  const isNewDay = node.dueOn !== null && node.dueOn !== before?.dueOn
  if (isNewDay && node.doneOn === null && (node.dueOn as string) < today) refuse('day-in-past', '/dueOn')
}

const changeNodes = (
  ctx: Context,
  action: string,
  input: OfMatter & Partial<Node>,
  work: (tx: Tx) => Promise<{ before?: unknown; after?: unknown }>,
): Promise<MatterDetail> => {
  refuseSecrets({ '/title': input.title, '/explanation': input.explanation })
  return ctx.change(action, async (tx) => {
    const matter = await lockForChange(ctx, tx, input)
    const barrier = nodeBarrier(ctx, matter)
    if (barrier) throw new Problem(matterProblems[barrier])
    const changed = await work(tx)
    await touchMatter(tx, ctx, matter.id)
    return {
      record: 'matters',
      recordId: matter.id,
      ...changed,
      answer: await toDetail(tx, ctx, await findOrRefuse(tx, matter.id)),
    }
  })
}
