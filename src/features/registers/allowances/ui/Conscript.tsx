import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { Bones, Button, CheckBox, ChoiceSelect, Field, Note, ProblemNote } from '../../../../platform/ui/index.ts'
import { problemOf, useRegisters } from '../../ui/pieces.tsx'
import { conscriptTableOn, reckonConscript } from '../calculators/rules.ts'
import type { ConscriptTableShown } from '../conscripts/contract.ts'
import { ConscriptTables } from './ConscriptTables.tsx'
import { DayField, Laid } from './calculator.tsx'

const NONE = ''

/** 义务兵家庭优待金: by the local standard that an office entered from the paper of its place, as no national one exists. */
export const OnConscript = () => {
  const api = useRegisters().conscripts
  const { today, acting } = useSession()
  const mayAdd = useMay('registers:import')
  const read = useQuery({ queryKey: ['registers', 'conscripts'], queryFn: () => api.list({}) })
  const [place, setPlace] = useState<string>()
  const [day, setDay] = useState(today)
  const [area, setArea] = useState(NONE)
  const [schooling, setSchooling] = useState(NONE)
  const [honours, setHonours] = useState<readonly (readonly string[])[]>([])
  const [isOpen, setOpen] = useState(false)
  const rows = read.data?.rows ?? []
  const places = [...new Map(rows.map((row) => [row.regionId, row.regionName]))]
  const own = places.find(([, name]) => name === acting?.regionName) ?? places[0]
  const regionId = Number(place ?? own?.[0])
  const tables = rows.filter((row) => row.regionId === regionId)
  const table = conscriptTableOn(tables, day) as ConscriptTableShown | null
  const fits = (names: readonly { name: string }[] | undefined, name: string) =>
    names?.some((one) => one.name === name) ? name : null
  const result = reckonConscript(tables, {
    day,
    area: fits(table?.areas, area),
    schooling: fits(table?.schooling, schooling),
    honours,
  })
  const choice = (names: readonly { name: string }[], none: string) => [
    { value: NONE, label: none },
    ...names.map(({ name }) => ({ value: name, label: name })),
  ]
  return (
    <>
      <Laid
        title="义务兵家庭优待金"
        form={
          <>
            <Note>标准由地方定，没有全国统一数；按批准入伍地登记的本地标准测算。</Note>
            {read.isPending ? <Bones rows={3} /> : null}
            {read.error ? <ProblemNote problem={problemOf(read.error) ?? { title: '', detail: '' }} /> : null}
            {read.data && rows.length === 0 ? (
              <p className="small">还没有登记本地标准。{mayAdd ? '照本地文件登记后再测算。' : '请双拥办先登记。'}</p>
            ) : null}
            <div className="row wrap">
              <Button onClick={() => setOpen(true)}>本地标准</Button>
            </div>
            {places.length > 0 ? (
              <Field name="place" label="批准入伍地">
                <ChoiceSelect
                  options={places.map(([id, name]) => ({ value: String(id), label: name }))}
                  value={String(regionId)}
                  onText={setPlace}
                />
              </Field>
            ) : null}
            <DayField label="入伍日" value={day} onChange={setDay} />
            {table && table.areas.length > 0 ? (
              <Field name="area" label="地区系数">
                <ChoiceSelect options={choice(table.areas, '没有')} value={area} onText={setArea} />
              </Field>
            ) : null}
            {table && table.schooling.length > 0 ? (
              <Field name="schooling" label="学历一次性增发">
                <ChoiceSelect options={choice(table.schooling, '没有')} value={schooling} onText={setSchooling} />
              </Field>
            ) : null}
            {table && table.merits.length > 0
              ? Array.from({ length: table.years }, (_, year) => (
                  <Field
                    // biome-ignore lint/suspicious/noArrayIndexKey: the years of service have no other name
                    key={year}
                    name={`merits-${year}`}
                    label={`第 ${year + 1} 年立功受奖`}
                    optional
                    group
                  >
                    <div className="picks">
                      {table.merits.map(({ name, percent }) => (
                        <CheckBox
                          key={name}
                          checked={honours[year]?.includes(name) ?? false}
                          onChange={(event) => {
                            const isOn = event.target.checked
                            const of = (at: number) => honours[at] ?? []
                            setHonours(
                              Array.from({ length: table.years }, (_, at) =>
                                at === year
                                  ? isOn
                                    ? [...of(at), name]
                                    : of(at).filter((one) => one !== name)
                                  : of(at),
                              ),
                            )
                          }}
                        >
                          {name}（{percent}%）
                        </CheckBox>
                      ))}
                    </div>
                  </Field>
                ))
              : null}
          </>
        }
        result={result}
      />
      {isOpen ? <ConscriptTables read={read} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
