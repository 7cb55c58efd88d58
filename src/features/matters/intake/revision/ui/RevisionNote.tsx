import { inTitleMarks } from '../../../../../platform/title-marks.ts'
import { Go, Note } from '../../../../../platform/ui/index.ts'
import type { DocumentRow } from '../../../../sources/contract.ts'
import { useWaitingRevisions } from './data.ts'

const waitingWords = ({ undecided, toCarry }: { undecided: number; toCarry: number }): string =>
  [undecided > 0 ? `还有 ${undecided} 条待定` : '', toCarry > 0 ? `${toCarry} 条已定待落实` : '']
    .filter(Boolean)
    .join('，')

/** On the page of a document: that it has a newer version, or is one, with the way to the comparison. */
export const RevisionNote = ({ document }: { document: Pick<DocumentRow, 'id' | 'revises' | 'revisedBy'> }) => {
  const waiting = useWaitingRevisions().find(({ documentId }) => documentId === document.id)
  const { revises, revisedBy } = document
  return (
    <>
      {revisedBy ? (
        <Note kind="due">
          已有新版“
          <Go className="text-link" href={`/sources/${revisedBy.id}`}>
            {revisedBy.title}
          </Go>
          ”，这一版留存备查。
          <Go className="text-link" href={`/sources/${revisedBy.id}/revision`}>
            看新旧对照
          </Go>
        </Note>
      ) : null}
      {revises ? (
        <Note kind={waiting ? 'due' : 'plain'}>
          修订自“
          <Go className="text-link" href={`/sources/${revises.id}`}>
            {revises.title}
          </Go>
          ”{waiting ? `，改动的条款里${waitingWords(waiting)}` : ''}。
          <Go className="text-link" href={`/sources/${document.id}/revision`}>
            看新旧对照
          </Go>
        </Note>
      ) : null}
    </>
  )
}

/** On 今日 and over the list of 来文: newer versions with matters left to decide. */
export const RevisionsWaiting = () => {
  const waiting = useWaitingRevisions()
  return (
    <>
      {waiting.map((one) => (
        <Note key={one.documentId} kind="due">
          {inTitleMarks(one.title)}是新版，改动的条款里{waitingWords(one)}。
          <Go className="text-link" href={`/sources/${one.documentId}/revision`}>
            去新旧对照
          </Go>
        </Note>
      ))}
    </>
  )
}
