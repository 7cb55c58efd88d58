import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { Button, formatDay, Go, Tag } from '../../../../platform/ui/index.ts'
import { HELP_KIND_WORDS, HELP_STATE_WORDS } from '../words.ts'
import { useHelpList } from './data.ts'
import { OpenHelpDialog } from './OpenHelpDialog.tsx'

/** The help of one family, in its drawer. */
export const FamilyHelp = ({
  household,
  isPresent,
}: {
  household: { id: number; name: string }
  isPresent: boolean
}) => {
  const { today } = useSession()
  const mayWrite = useMay('registers:write')
  const [isNew, setNew] = useState(false)
  const list = useHelpList({ householdId: household.id, size: 50 })
  const rows = list.data?.rows ?? []
  return (
    <>
      <h3>
        帮扶 <small>{rows.length} 件</small>
      </h3>
      {rows.length === 0 ? <p className="small quiet">还没有登记过。</p> : null}
      <ul className="list">
        {rows.map((one) => (
          <li key={one.id} className="row wrap">
            <Go href={`/registers/help?open=${one.id}`}>{one.code}</Go>
            <Tag>{HELP_KIND_WORDS[one.kind]}</Tag>
            <span className="small">{HELP_STATE_WORDS[one.state]}</span>
            <span className="small quiet">{formatDay(one.cameOn, today)}</span>
          </li>
        ))}
      </ul>
      {mayWrite && isPresent ? (
        <Button small icon="plus" onClick={() => setNew(true)}>
          登记帮扶
        </Button>
      ) : null}
      {isNew ? <OpenHelpDialog household={household} onClose={() => setNew(false)} /> : null}
    </>
  )
}
