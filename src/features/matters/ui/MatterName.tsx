import type { MatterRow } from '../contract.ts'
import { codeAbove, titleOf } from './labels.ts'

/** A row's name: of a part what was asked of its lead, and small beside it the matter it comes from (分解自). */
export const MatterName = ({ row }: { row: Pick<MatterRow, 'title' | 'code' | 'parentId' | 'partText'> }) => {
  if (row.title === null) return <span className="quiet">{titleOf(row)}</span>
  if (row.parentId === null) return row.title
  return (
    <>
      {row.partText ?? row.title}
      <span className="small quiet">
        {' '}
        分解自 {codeAbove(row.code)}
        {row.partText ? ` ${row.title}` : ''}
      </span>
    </>
  )
}
