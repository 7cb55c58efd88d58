import { Facts, formatCount, formatDay, Note } from '../../../../platform/ui/index.ts'
import type { ChangePreview } from '../contract.ts'

/** What a change will move, before it happens: the sentence, the figures, and the names behind them. */
export const PreviewView = ({
  preview,
  draft,
  today,
}: {
  preview: ChangePreview
  draft: { effectiveOn: string | null; docNumber: string }
  today: string
}) => {
  const { counts, filed, places, units, notes } = preview
  const isQuiet = counts.places + counts.units + counts.posts === 0 && filed.every(({ count }) => !count)
  return (
    <>
      <p>
        <b>{preview.says}。</b>
      </p>
      <p className="quiet">
        {draft.effectiveOn ? `${formatDay(draft.effectiveOn, today)}起，` : ''}
        {draft.docNumber}
      </p>
      {isQuiet ? (
        <p>没有下级、单位和事项随它变动。</p>
      ) : (
        <Facts
          facts={[
            { label: '下级', value: formatCount(counts.places, '个') },
            { label: '单位', value: formatCount(counts.units, '家') },
            { label: '岗位', value: `${formatCount(counts.posts, '个')}，在任 ${formatCount(counts.people, '人')}` },
            ...filed.map(({ what, measure, count }) => ({
              label: what,
              value: count === null ? '一并归入' : formatCount(count, measure),
              note: count === null ? '管理员岗位不看业务，不显示件数' : undefined,
            })),
          ]}
        />
      )}
      {notes.map((note) => (
        <Note key={note} kind="due">
          {note}
        </Note>
      ))}
      {places.length > 0 ? (
        <details className="org-more">
          <summary>随同变动的下级 {places.length} 个</summary>
          <ul>
            {places.map(({ id, name, toName, below }) => (
              <li key={id}>
                {name} → {toName}
                {below > 0 ? <span className="quiet small">　带下级 {below} 个</span> : null}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {units.length > 0 ? (
        <details className="org-more">
          <summary>随同变动的单位 {units.length} 家</summary>
          <ul>
            {units.map(({ id, name, newName, toName, posts, people }) => (
              <li key={id}>
                {name} → {toName}
                {newName ? `，改称${newName}` : ''}
                <span className="quiet small">
                  　岗位 {posts} 个，在任 {people} 人
                </span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  )
}
