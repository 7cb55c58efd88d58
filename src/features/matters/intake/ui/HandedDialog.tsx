import { Button, CheckBox, Dialog, Go } from '../../../../platform/ui/index.ts'
import type { HandedOut } from '../contract.ts'

/** What was handed out, each with its link. */
export const HandedDialog = ({
  handed,
  documentId,
  onClose,
}: {
  handed: HandedOut
  documentId: number
  onClose: () => void
}) => (
  <Dialog
    open
    onClose={onClose}
    title={`已立 ${handed.matters.length} 件事项，交牵头单位签收`}
    footer={<Button onClick={onClose}>关闭</Button>}
  >
    <ul className="handed">
      {handed.matters.map(({ id, code, title }) => (
        <li key={id}>
          <Go className="text-link" href={`/matters?open=${id}`}>
            {title}
          </Go>
          <span className="small quiet">{code}</span>
        </li>
      ))}
    </ul>
    <p className="small quiet">
      这份来文已向本市、县各单位公开，各单位可以看到全文。
      <Go className="text-link" href={`/matters?documentId=${documentId}`}>
        看由它立的全部事项
      </Go>
    </p>
  </Dialog>
)

/** 知道旧版已立: what a second matter out of a clause that was split, merged or changed asks of its sender. */
export const StandingBox = ({
  documentId,
  ids,
  known,
  onKnow,
}: {
  documentId: number
  ids: readonly number[]
  known: readonly number[]
  onKnow: (ids: readonly number[]) => void
}) => (
  <div className="row wrap">
    <CheckBox
      checked={ids.every((id) => known.includes(id))}
      onChange={(event) => {
        const others = known.filter((id) => !ids.includes(id))
        onKnow(event.target.checked ? [...others, ...ids] : others)
      }}
    >
      知道旧版已立，仍要再立一件
    </CheckBox>
    <Go className="text-link small" href={`/sources/${documentId}/revision`}>
      去新旧对照
    </Go>
  </div>
)
