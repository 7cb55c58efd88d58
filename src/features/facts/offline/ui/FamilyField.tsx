import { useEffect, useState } from 'react'
import { type Api, asClientProblem, useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import { Button, Dialog, Empty, Field, Icon, Note, TextInput } from '../../../../platform/ui/index.ts'
import type { HouseholdRow, households } from '../../../registers/households/contract.ts'
import { CATEGORY_WORDS } from '../../../registers/ui/index.ts'
import type { PickedFamily } from '../outbox.ts'
import { outboxOf } from './holding.ts'

/** So many families one goes to in a day; more are not held on a phone. */
const MOST_PICKED = 30

/** 走访谁家: one of the families picked for the day. Only those lie on the phone, with name, place and category. */
export const FamilyField = ({
  family,
  onPick,
  isOnline,
}: {
  family: PickedFamily | null
  onPick: (family: PickedFamily | null) => void
  isOnline: boolean
}) => {
  const session = useSession()
  const mayRead = useMay('registers:read')
  const [picked, setPicked] = useState<readonly PickedFamily[]>([])
  const [isOpen, setOpen] = useState(false)
  const { today } = session
  useEffect(() => {
    void outboxOf(session)
      .then((outbox) => outbox?.familiesOf(today))
      .then((families) => setPicked(families ?? []))
      .catch(() => undefined)
  }, [session, today])
  if (!mayRead) return null
  // One that came back names a family that may have been picked for another day.
  const shown = family && picked.every(({ id }) => id !== family.id) ? [...picked, family] : picked
  const hold = async (families: readonly PickedFamily[]) => {
    setPicked(families)
    await (await outboxOf(session))?.pickDay(today, families)
  }
  return (
    <div className="blk">
      <div className="lab">
        <span>走访谁家</span>
        <span>今天要走的 {picked.length} 户，可不选</span>
      </div>
      <div className="record-read">
        {shown.map((one) => (
          <button
            key={one.id}
            type="button"
            className={one.id === family?.id ? 'chip on' : 'chip'}
            aria-pressed={one.id === family?.id}
            onClick={() => onPick(one.id === family?.id ? null : one)}
          >
            {one.name}
            <span className="k">{[one.kinds, one.place].filter(Boolean).join(' · ')}</span>
          </button>
        ))}
        {isOnline ? (
          <Button small icon="plus" onClick={() => setOpen(true)}>
            选今天要走的家
          </Button>
        ) : picked.length === 0 ? (
          <span className="small quiet">联网时先选今天要走的家，没有网络也能对到户。</span>
        ) : null}
      </div>
      {isOpen ? (
        <PickDialog picked={picked} onHold={(families) => void hold(families)} onClose={() => setOpen(false)} />
      ) : null}
    </div>
  )
}

type Families = Pick<typeof households, 'list' | 'get'>

/** What tells families of one name apart, none of it closed: how many they are and when the head was born. */
const apartOf = async (api: Api<Families>, { id, personCount }: HouseholdRow): Promise<string> => {
  const { persons } = await api.get({ id })
  const head = persons.find(({ relation, state }) => relation === 'head' && state === 'present')
  return [`${personCount} 人`, head?.birthYear ? `户主 ${head.birthYear} 年生` : ''].filter(Boolean).join('，')
}

/** Families to pick from. Only of those that share a name something more is asked for, and told. */
const toPick = (api: Api<Families>, rows: readonly HouseholdRow[]): Promise<PickedFamily[]> =>
  Promise.all(
    rows.map(async (row) => {
      const isAlone = rows.filter(({ headName }) => headName === row.headName).length === 1
      const kinds = row.categories.map((code) => CATEGORY_WORDS[code]).join('、')
      const apart = isAlone ? '' : await apartOf(api, row)
      return { id: row.id, name: row.headName, place: row.regionName, kinds: [kinds, apart].filter(Boolean).join('，') }
    }),
  )

const PickDialog = ({
  picked,
  onHold,
  onClose,
}: {
  picked: readonly PickedFamily[]
  onHold: (families: readonly PickedFamily[]) => void
  onClose: () => void
}) => {
  const api = useApi<{ registers: { households: Families } }>()
  const [typed, setTyped] = useState('')
  const [found, setFound] = useState<readonly PickedFamily[] | null>(null)
  const [problem, setProblem] = useState('')
  useEffect(() => {
    let isOver = false
    const timer = setTimeout(() => {
      const q = typed.trim()
      const { households: families } = api.registers
      const asked = families
        .list({ size: 30, ...(q.length >= 2 ? { q } : {}) })
        .then(({ rows }) => toPick(families, rows))
      asked.then(
        (shown) => isOver || setFound(shown),
        (error: unknown) => isOver || setProblem(asClientProblem(error).detail),
      )
    }, 200)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [api, typed])
  const isPicked = (id: number) => picked.some((one) => one.id === id)
  return (
    <Dialog
      open
      title="选今天要走的家"
      onClose={onClose}
      footer={
        <Button kind="primary" onClick={onClose}>
          选好了
        </Button>
      }
    >
      <Field name="family" label="户主或家人姓名" help="选中的只在今天存在这部手机里，不含身份证、电话和住址。">
        <TextInput value={typed} onText={setTyped} placeholder="两个字起" />
      </Field>
      {problem ? <Note kind="over">{problem}</Note> : null}
      {found?.length === 0 ? <Empty title="没有这样的家">换个姓名，或到底册登记。</Empty> : null}
      <ul className="list">
        {(found ?? []).map((one) => (
          <li key={one.id} className="held">
            <span className="grow">
              <b>{one.name}</b>
              <span className="small quiet">{[one.kinds, one.place].filter(Boolean).join(' · ')}</span>
            </span>
            <Button
              small
              disabled={!isPicked(one.id) && picked.length >= MOST_PICKED}
              aria-pressed={isPicked(one.id)}
              onClick={() => onHold(isPicked(one.id) ? picked.filter(({ id }) => id !== one.id) : [...picked, one])}
            >
              {isPicked(one.id) ? (
                <>
                  <Icon name="ok" size="s" />
                  已选
                </>
              ) : (
                '选上'
              )}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
