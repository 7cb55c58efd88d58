import { Button, Empty, Note, names } from '../../../../platform/ui/index.ts'
import type { FoundScoring } from '../../../sources/stated/contract.ts'
import { Pane, type PaneProps } from './PaneParts.tsx'
import type { ReadingQuery } from './stated.ts'

/** 10 分, or that the text does not say. */
const pointsWords = (points: number | null): string => (points === null ? '未写分值' : `${points} 分`)

const ScoringCard = ({
  one,
  isChosen,
  isStop,
  isPhone,
  onChoose,
  onText,
}: {
  one: FoundScoring
  isChosen: boolean
  isStop: boolean
} & Pick<PaneProps, 'isPhone' | 'onChoose' | 'onText'>) => (
  <li className={names('prop', isChosen && 'at')} data-card={one.number}>
    <button
      type="button"
      className="prop-open"
      tabIndex={isStop ? 0 : -1}
      aria-current={isChosen ? 'true' : undefined}
      onClick={() => onChoose(one.number)}
    >
      <span className="k">{one.number}</span>
      <span className="words">
        <span className="title">{one.content}</span>
        <span className="meta">
          {one.section ? <span>{one.section}</span> : null}
          {one.item ? <span>第 {one.item} 项</span> : null}
          {one.reasons.length > 0 ? <span className="miss">{one.reasons.join('；')}</span> : null}
        </span>
      </span>
    </button>
    <span className="prop-side figure">{pointsWords(one.points)}</span>
    {one.atoms.length > 0 ? (
      <ul className="atoms" aria-label="得分点">
        {one.atoms.map((atom) => (
          <li key={`${atom.startAt} ${atom.words}`}>{atom.words}</li>
        ))}
      </ul>
    ) : null}
    {isPhone && isChosen ? (
      <div className="acts">
        <Button small onClick={onText}>
          看原文
        </Button>
      </div>
    ) : null}
  </li>
)

/** 评分条款: the items of an assessment standard with their points and how they are scored. */
export const ScoringPane = ({ reading, ...pane }: PaneProps & { reading: ReadingQuery }) => {
  const scoring = reading.data?.scoring ?? []
  const points = reading.data?.points
  const ids = scoring.map(({ number }) => number)
  const stopId = pane.chosenId ?? ids[0]
  return (
    <Pane
      label="评分条款"
      reading={reading}
      ids={ids}
      {...pane}
      footer={
        points && scoring.length > 0 ? (
          <footer>
            <span>
              各项合计 <b>{points.sum} 分</b>
              {points.total === null ? '，文中没有写总分' : `，文中写总分 ${points.total} 分`}
            </span>
            <span className="grow" />
            {points.unstated > 0 ? <span className="small quiet">{points.unstated} 项未写分值</span> : null}
          </footer>
        ) : null
      }
    >
      {scoring.length === 0 ? (
        <div className="props">
          <Empty title="没有读出评分条款" icon="doc">
            考核标准、评分细则里的条款会列在这里，每条带分值和得分办法。
          </Empty>
        </div>
      ) : (
        <ul className="props" ref={pane.cards} aria-label={`评分条款 ${scoring.length} 条`}>
          {points && points.total !== null && points.total !== points.sum ? (
            <li>
              <Note kind="due">
                各项合计 {points.sum} 分，与文中写的总分 {points.total} 分不一致，对照原文核对。
              </Note>
            </li>
          ) : null}
          {scoring.map((one) => (
            <ScoringCard
              key={one.number}
              one={one}
              isChosen={one.number === pane.chosenId}
              isStop={one.number === stopId}
              isPhone={pane.isPhone}
              onChoose={pane.onChoose}
              onText={pane.onText}
            />
          ))}
        </ul>
      )}
    </Pane>
  )
}
