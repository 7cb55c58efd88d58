import { Light, names } from '../../../../platform/ui/index.ts'
import type { Statement, StatementLine } from '../contract.ts'
import { shownTerms, TERMS_IN } from '../rules.ts'
import { type Aside, asidesOf, TERM_WORDS } from '../words.ts'
import { figureOf } from './data.ts'

const DIRECTION_WORDS = { 'military-asks': '部队提、地方办', 'locality-asks': '地方提、部队办' } as const

type Side = Statement['sides'][number]
/** A figure that was pressed; with `flag`, what is counted apart among its lines. */
export type Chosen = { direction: Side['direction']; term: StatementLine['term']; flag?: Aside['flag'] }

/** One direction as an equation: 期初 ＋ 新增 − 销号 … ＝ 期末; each figure opens its list. */
export const Equation = ({
  statement,
  side,
  chosen,
  onChoose,
}: {
  statement: Statement
  side: Side
  chosen: Chosen | null
  onChoose: (chosen: Chosen) => void
}) => {
  const { direction, figures } = side
  const figure = (term: StatementLine['term']) => {
    const count = figureOf(figures, term)
    const isChosen = chosen?.direction === direction && chosen.term === term && chosen.flag === undefined
    return (
      <span className="term">
        {TERM_WORDS[term]}
        {count === 0 ? (
          <b>0</b>
        ) : (
          <button
            type="button"
            className={names('n', isChosen && 'on')}
            aria-pressed={isChosen}
            aria-label={`${DIRECTION_WORDS[direction]}，${TERM_WORDS[term]} ${count} 件`}
            onClick={() => onChoose({ direction, term })}
          >
            {count}
          </button>
        )}
      </span>
    )
  }
  const terms = shownTerms(figures)
  return (
    <div className="equation">
      <h3>{DIRECTION_WORDS[direction]}</h3>
      <div className="eq">
        {figure('opening')}
        {terms.map((term) => (
          <span key={term} className="term-pair">
            <i>{(TERMS_IN as readonly string[]).includes(term) ? '＋' : '−'}</i>
            {figure(term)}
          </span>
        ))}
        <span className="term-pair">
          <i>＝</i>
          {figure('closing')}
        </span>
      </div>
      <div className="of">
        <Asides statement={statement} direction={direction} onChoose={onChoose} />
        <Light
          kind={side.isBalanced && statement.breaks.length === 0 ? 'done' : 'over'}
          words={side.isBalanced && statement.breaks.length === 0 ? '账平' : '账不平'}
        />
      </div>
    </div>
  )
}

/** 其中: what is counted apart, each opening the list it is among. */
const Asides = ({
  statement,
  direction,
  onChoose,
}: {
  statement: Statement
  direction: Side['direction']
  onChoose: (chosen: Chosen) => void
}) => (
  <>
    {asidesOf(statement.lines, direction).map(({ flag, term, words }) => (
      <button
        key={`${term}:${flag}`}
        type="button"
        className="aside small quiet"
        aria-label={`${DIRECTION_WORDS[direction]}，${words} 件`}
        onClick={() => onChoose({ direction, term, flag })}
      >
        {words}
      </button>
    ))}
  </>
)
