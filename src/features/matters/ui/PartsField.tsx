import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Bones,
  Button,
  CheckBox,
  DayPicker,
  ErrorState,
  Field,
  formatDay,
  Icon,
  Segmented,
  Tag,
} from '../../../platform/ui/index.ts'
import type { MatterDetail, UnitBelow } from '../contract.ts'
import { problemOf, useMatters, useToday } from './data.ts'
import { LEVEL_LABELS } from './labels.ts'
import { PromisedDay } from './PromisedDay.tsx'

/** One unit chosen for a part, with the day it gets. */
export type ChosenPart = { unitId: number; name: string; dueOn: string | null }

type PartsFieldProps = {
  label: string
  error: string | undefined
  matter: MatterDetail
  parts: readonly ChosenPart[]
  onChange: (parts: readonly ChosenPart[]) => void
}

/** 下达单位: units below, level by level, the counterparts first; one day for all of them, or each its own. */
export const PartsField = ({ label, error, matter, parts, onChange }: PartsFieldProps) => {
  const api = useMatters()
  const today = useToday()
  const [level, setLevel] = useState<number | undefined>()
  const [typed, setTyped] = useState('')
  const [day, setDay] = useState<string | null>(matter.dueOn !== null && matter.dueOn >= today ? matter.dueOn : null)
  const [isSingle, setSingle] = useState(false)
  // A matter whose own day has gone by leaves no day for its parts but with more time.
  const last = matter.dueOn ?? undefined
  const below = useQuery({
    queryKey: ['matters', 'units-below', matter.id, level, typed],
    queryFn: () => api.unitsBelow({ id: matter.id, level, q: typed || undefined }),
    placeholderData: keepPreviousData,
  })
  const problem = problemOf(below.error)
  const units = below.data?.units ?? []
  const levels = below.data?.levels ?? []
  const counterparts = units.filter(({ isCounterpart }) => isCounterpart)
  const others = units.filter(({ isCounterpart }) => !isCounterpart)
  const isChosen = (id: number) => parts.some(({ unitId }) => unitId === id)
  const choose = (some: readonly UnitBelow[], on: boolean) => {
    const ids = new Set(some.map(({ id }) => id))
    const rest = parts.filter(({ unitId }) => !ids.has(unitId))
    onChange(on ? [...rest, ...some.map(({ id, name }) => ({ unitId: id, name, dueOn: day }))] : rest)
  }
  const setAll = (dueOn: string | null) => {
    setDay(dueOn)
    onChange(parts.map((part) => ({ ...part, dueOn })))
  }
  if (problem) return <ErrorState problem={problem} onAgain={() => void below.refetch()} />
  return (
    <>
      <Field name="parts" label={label} error={error} group>
        {levels.length > 1 ? (
          <Segmented
            label="级别"
            value={String(level ?? levels[0])}
            items={levels.map((one) => ({ key: String(one), label: LEVEL_LABELS[one] ?? '' }))}
            onChange={(key) => setLevel(Number(key))}
          />
        ) : null}
        <input
          className="input parts-search"
          type="search"
          aria-label="搜下级单位"
          placeholder="搜单位名称"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {below.isPending ? <Bones rows={4} /> : null}
        {below.data && units.length === 0 ? <p className="quiet">没有符合的下级单位。</p> : null}
        <UnitChecks title="对口单位" all="全选对口" units={counterparts} isChosen={isChosen} choose={choose} />
        <UnitChecks
          title={counterparts.length > 0 ? '其他单位' : (LEVEL_LABELS[level ?? levels[0] ?? 0] ?? '')}
          all="全选本级"
          units={others}
          isChosen={isChosen}
          choose={choose}
        />
        <p className="small" role="status">
          {parts.length > 0 ? `已选 ${parts.length} 个单位，立 ${parts.length} 件分解件。` : '还没有选单位。'}
        </p>
      </Field>
      <Field
        name="partDueOn"
        label="承诺日"
        optional
        help={
          last
            ? `最晚到 ${formatDay(last, today)}（本件的承诺日）；要更晚，先为本件申请延期。不填记作未定期。`
            : '不填记作未定期。'
        }
        group
      >
        <PromisedDay value={day} onChange={setAll} min={today} max={last} label="各单位的承诺日" />
        {parts.length > 1 ? (
          <CheckBox checked={isSingle} onChange={(event) => setSingle(event.target.checked)}>
            各单位分别定日
          </CheckBox>
        ) : null}
        {isSingle && parts.length > 1 ? (
          <ul className="parts-days">
            {parts.map((part) => (
              <li key={part.unitId}>
                <span>{part.name}</span>
                <DayPicker
                  label={`${part.name}的承诺日`}
                  today={today}
                  min={today}
                  max={last}
                  value={part.dueOn}
                  onChange={(dueOn) =>
                    onChange(parts.map((one) => (one.unitId === part.unitId ? { ...one, dueOn } : one)))
                  }
                />
              </li>
            ))}
          </ul>
        ) : null}
      </Field>
    </>
  )
}

const UnitChecks = ({
  title,
  all,
  units,
  isChosen,
  choose,
}: {
  title: string
  all: string
  units: readonly UnitBelow[]
  isChosen: (id: number) => boolean
  choose: (units: readonly UnitBelow[], on: boolean) => void
}) => {
  if (units.length === 0) return null
  const isAll = units.every(({ id }) => isChosen(id))
  return (
    <div className="parts-group">
      <div className="section-head">
        <h4>
          {title} <small>{units.length} 个</small>
        </h4>
        <Button small kind="text" onClick={() => choose(units, !isAll)}>
          {isAll ? '全不选' : all}
        </Button>
      </div>
      <ul className="parts-units">
        {units.map((unit) => (
          <li key={unit.id}>
            <CheckBox checked={isChosen(unit.id)} onChange={(event) => choose([unit], event.target.checked)}>
              {unit.name}
            </CheckBox>
            {unit.isVacant ? <Tag line>无人在任</Tag> : null}
            {unit.hasPart ? (
              <span className="small quiet">
                <Icon name="check" size="s" />
                已有分解件
              </span>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  )
}
