import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import './finding.css'
import { asClientProblem, useApi } from '../../../platform/client/api.tsx'
import { Dialog, Icon, names, ProblemNote, usePhone } from '../../../platform/ui/index.ts'
import type { FindAnswer, Found, FoundKind, finding } from '../contract.ts'
import { allHref, FOUND_ICONS, FOUND_LABELS, hrefOf } from './labels.ts'

type Contract = { finding: typeof finding }

/** Waits with the question until the typing rests. */
const useRested = (typed: string, milliseconds: number): string => {
  const [rested, setRested] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setRested(typed), milliseconds)
    return () => clearTimeout(timer)
  }, [typed, milliseconds])
  return rested
}

const Marked = ({ title, marks }: Pick<Found, 'title' | 'marks'>) => {
  const pieces: { text: string; isMarked: boolean; at: number }[] = []
  let at = 0
  for (const [from, until] of marks) {
    if (from > at) pieces.push({ text: title.slice(at, from), isMarked: false, at })
    pieces.push({ text: title.slice(from, until), isMarked: true, at: from })
    at = until
  }
  if (at < title.length) pieces.push({ text: title.slice(at), isMarked: false, at })
  return pieces.map((piece) =>
    piece.isMarked ? <mark key={piece.at}>{piece.text}</mark> : <span key={piece.at}>{piece.text}</span>,
  )
}

/** What the arrows go through: an answer, or the way to all answers of a kind. */
type Line = { found: Found } | { all: FoundKind }

const keyOfLine = (line: Line): string => ('found' in line ? `${line.found.kind}-${line.found.id}` : `all-${line.all}`)

const isSame = (one: Line | undefined, other: Line): boolean => one !== undefined && keyOfLine(one) === keyOfLine(other)

/** The search over everything (Ctrl K): one box, results by kind, chosen by arrow keys or by hand. */
export const FindBox = ({
  open,
  onClose,
  onGo,
}: {
  open: boolean
  onClose: () => void
  onGo: (href: string) => void
}) => {
  const api = useApi<Contract>()
  const isPhone = usePhone()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const base = useId()
  const asked = useRested(typed.trim(), 120)
  const answer = useQuery({
    queryKey: ['find', asked],
    queryFn: () => api.finding.find({ q: asked }),
    enabled: open && asked !== '',
    placeholderData: (before: FindAnswer | undefined) => (asked === '' ? undefined : before),
    staleTime: 10_000,
  })
  const groups = asked === '' ? [] : (answer.data?.groups ?? [])
  // The way to all of a kind is a line like its answers, so that the arrows reach it.
  const lines: Line[] = groups.flatMap(({ kind, items, hasMore }) => [
    ...items.map((found) => ({ found })),
    ...(hasMore ? [{ all: kind }] : []),
  ])
  const current = lines[Math.min(at, lines.length - 1)]
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question begins at its first answer
  useEffect(() => setAt(0), [asked])

  const go = (href: string) => {
    onClose()
    setTyped('')
    onGo(href)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // An Enter that ends the choice of characters is no choice of a result.
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const next = Math.max(0, Math.min(lines.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))
      setAt(next)
      list.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView?.({ block: 'nearest' })
    } else if (event.key === 'Enter' && current) {
      event.preventDefault()
      go('found' in current ? hrefOf(current.found) : allHref(current.all, asked))
    }
  }
  const hint = asked !== '' && !answer.isFetching ? answer.data?.hint : null
  const lineId = (line: Line) => `${base}-${keyOfLine(line)}`
  return (
    <Dialog open={open} onClose={onClose} title="查找" wide>
      <div className="find-box">
        <div className="find-field">
          <Icon name="search" />
          <input
            type="text"
            className="input"
            role="combobox"
            aria-label="查找事项、实绩、单位、岗位、人员、底册、来文和条款"
            aria-expanded={lines.length > 0}
            aria-controls={`${base}-list`}
            aria-activedescendant={current ? lineId(current) : undefined}
            aria-autocomplete="list"
            placeholder={isPhone ? '汉字、拼音或首字母' : '汉字、拼音或首字母：教育局、jiaoyu、jyj'}
            value={typed}
            maxLength={60}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
        <div className={names('find-none', hint && 'state')} role="status">
          {hint ? (
            <>
              <Icon name="search" />
              <p>{hint}</p>
            </>
          ) : null}
        </div>
        <div
          className={names('find-list', hint && 'empty')}
          ref={list}
          id={`${base}-list`}
          role="listbox"
          aria-label="查找结果"
          tabIndex={-1}
        >
          {groups.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group inside a listbox has no element of its own
            <div key={group.kind} role="group" aria-label={FOUND_LABELS[group.kind]}>
              <p className="find-kind" aria-hidden="true">
                {FOUND_LABELS[group.kind]}
              </p>
              {group.items.map((found) => (
                <div
                  key={found.id}
                  id={lineId({ found })}
                  role="option"
                  tabIndex={-1}
                  aria-selected={isSame(current, { found })}
                  className="find-item"
                  onClick={() => go(hrefOf(found))}
                  onKeyDown={onKeyDown}
                  onMouseMove={() => setAt(lines.findIndex((line) => isSame(line, { found })))}
                >
                  <Icon name={FOUND_ICONS[group.kind]} size="s" />
                  <span className="find-title">
                    <Marked title={found.title} marks={found.marks} />
                  </span>
                  <span className="find-note quiet small">{found.note}</span>
                </div>
              ))}
              {group.hasMore ? (
                <div
                  id={lineId({ all: group.kind })}
                  role="option"
                  tabIndex={-1}
                  aria-selected={isSame(current, { all: group.kind })}
                  className="find-item find-all"
                  onClick={() => go(allHref(group.kind, asked))}
                  onKeyDown={onKeyDown}
                  onMouseMove={() => setAt(lines.findIndex((line) => isSame(line, { all: group.kind })))}
                >
                  <span className="more">看全部{FOUND_LABELS[group.kind]}</span>
                </div>
              ) : null}
            </div>
          ))}
        </div>
        <div className="find-foot quiet small" aria-live="polite">
          {answer.isError ? <ProblemNote problem={asClientProblem(answer.error)} /> : null}
          {asked === '' ? <p>找得到本岗位看得到的事项、实绩、单位、岗位、人员、底册、来文和条款。</p> : null}
          {lines.length > 0 ? <p className="find-keys">↑ ↓ 选择，回车打开，Esc 关闭</p> : null}
        </div>
      </div>
    </Dialog>
  )
}
