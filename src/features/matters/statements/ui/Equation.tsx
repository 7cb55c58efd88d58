import { Light, names } from '../../../../platform/ui/index.ts'
import type { Statement, StatementLine } from '../contract.ts'
import { shownTerms, TERMS_IN } from '../rules.ts'
import { FLAG_WORDS, TERM_WORDS } from '../words.ts'
import { figureOf, linesOf } from './data.ts'

const DIRECTION_WORDS = { 'military-asks': '部队提、地方办', 'locality-asks': '地方提、部队办' } as const

type Side = Statement['sides'][number]
export type Chosen = { direction: Side['direction']; term: StatementLine['term'] }

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
    const isChosen = chosen?.direction === direction && chosen.term === term
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
        <Asides statement={statement} direction={direction} />
        <Light
          kind={side.isBalanced && statement.breaks.length === 0 ? 'done' : 'over'}
          words={side.isBalanced && statement.breaks.length === 0 ? '账平' : '账不平'}
        />
      </div>
    </div>
  )
}

/** 其中: what is counted apart among the closed and among what is still open. */
const Asides = ({ statement, direction }: { statement: Statement; direction: Side['direction'] }) => {
  const closing = linesOf(statement, direction, 'closing')
  const closed = linesOf(statement, direction, 'closed')
  const asides = [
    ...(['over', 'hung', 'entered-for'] as const).map((flag) => ({ flag, among: closing, where: '期末' })),
    ...(['confirmed-for', 'unanswered'] as const).map((flag) => ({ flag, among: closed, where: '销号' })),
  ]
    .map(({ flag, among, where }) => ({ flag, where, count: among.filter(({ flags }) => flags.includes(flag)).length }))
    .filter(({ count }) => count > 0)
  return (
    <>
      {asides.map(({ flag, where, count }) => (
        <span key={flag} className="small quiet">
          {where}中{FLAG_WORDS[flag]} {count}
        </span>
      ))}
    </>
  )
}
