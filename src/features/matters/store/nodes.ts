import { sql } from 'kysely'
import type { Tx } from '../../../platform/db/transaction.ts'

type Node = { title: string; dueOn: string | null; doneOn: string | null; explanation: string | null }

const columns = ({ title, dueOn, doneOn, explanation }: Node) => ({
  title,
  due_on: dueOn,
  done_on: doneOn,
  explanation: explanation || null,
})

/** Adds a node after those there are. */
export const insertNode = async (tx: Tx, matterId: number, node: Node): Promise<void> => {
  const sort = sql<number>`(select coalesce(max(sort), 0) + 1 from matter_nodes where matter_id = ${matterId})`
  await tx
    .insertInto('matter_nodes')
    .values({ matter_id: matterId, ...columns(node), sort })
    .execute()
}

export const updateNode = async (tx: Tx, id: number, node: Node): Promise<void> => {
  await tx.updateTable('matter_nodes').set(columns(node)).where('id', '=', id).execute()
}

export const deleteNode = async (tx: Tx, id: number): Promise<void> => {
  await tx.deleteFrom('matter_nodes').where('id', '=', id).execute()
}
