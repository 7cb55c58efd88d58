import { formatNumber, Go, Light, names } from '../../../../platform/ui/index.ts'
import type { ListKey } from '../contract.ts'
import { isBalanced, type PlaqueFigures, TERMS } from '../rules.ts'
import { LIST_WORDS } from '../words.ts'

/** A figure of plaques that opens its households; a nought opens nothing. */
export const PlaqueFigure = ({
  list,
  count,
  of,
  href,
  current,
  className,
}: {
  list: ListKey
  count: number
  /** The place, for the ear. */
  of: string
  href: (list: ListKey) => string
  current?: ListKey | undefined
  className?: string
}) =>
  count === 0 ? (
    <b>0</b>
  ) : (
    <Go
      className={names('n', className)}
      href={href(list)}
      aria-label={`${of}，${LIST_WORDS[list]} ${count} 户`}
      aria-current={current === list ? 'true' : undefined}
    >
      {formatNumber(count)}
    </Go>
  )

const BESIDE = ['hung-not-owed', 'double', 'on-application'] as const

/** The equation 应挂 ＝ 已挂 ＋ 待挂 ＋ 家属谢绝 ＋ 查找不到, and what stands beside it. */
export const Account = ({
  name,
  figures,
  href,
  current,
  children,
}: {
  name: string
  figures: PlaqueFigures
  href: (list: ListKey) => string
  current?: ListKey | undefined
  children?: React.ReactNode
}) => {
  const figure = (list: ListKey) => (
    <PlaqueFigure list={list} count={figures[list as keyof PlaqueFigures]} of={name} href={href} current={current} />
  )
  return (
    <div className="account">
      <div className="sum">
        <div className="eq">
          <span className="term">应挂{figure('owed')}</span>
          {TERMS.map((term, index) => (
            <span key={term} className="term">
              <i>{index === 0 ? '＝' : '＋'}</i>
              {LIST_WORDS[term]}
              {figure(term)}
            </span>
          ))}
        </div>
        <div className="beside">
          {BESIDE.map((list) => (
            <span key={list} className="term">
              {LIST_WORDS[list]}
              <PlaqueFigure list={list} count={figures[list]} of={name} href={href} current={current} />
            </span>
          ))}
        </div>
      </div>
      <div className="state">
        <Light kind={isBalanced(figures) ? 'done' : 'over'} words={isBalanced(figures) ? '账平' : '账不平'} />
        {children}
      </div>
    </div>
  )
}
