import { useState } from 'react'
import { Button, Field, Note, RadioRow, ReasonDialog } from '../../../../platform/ui/index.ts'
import { useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { Household } from '../contract.ts'
import { RELATION_WORDS } from '../words.ts'

/** What a household waits for: a new head, or to be ended because nobody is left; each with the press that does it. */
export const LackNotes = ({ family, onAdd, onEnd }: { family: Household; onAdd: () => void; onEnd: () => void }) => {
  const [isNaming, setNaming] = useState(false)
  if (family.state !== 'present') return null
  if (family.personCount === 0)
    return (
      <Note kind="due">
        这一户在册没有人了。家里还有人的，登记家人；没有人的，注销这一户。
        {family.mayEdit ? (
          <span className="row wrap">
            <Button small onClick={onAdd}>
              登记家人
            </Button>
            <Button small onClick={onEnd}>
              注销这一户
            </Button>
          </span>
        ) : null}
      </Note>
    )
  if (!family.lacksHead) return null
  return (
    <>
      <Note kind="due">
        户主{family.headName}已去世或迁出，新户主还没有定。
        {family.mayEdit ? (
          <span className="row wrap">
            <Button small onClick={() => setNaming(true)}>
              定新户主
            </Button>
          </span>
        ) : null}
      </Note>
      {isNaming ? <NameHeadDialog family={family} onClose={() => setNaming(false)} /> : null}
    </>
  )
}

const NameHeadDialog = ({ family, onClose }: { family: Household; onClose: () => void }) => {
  const api = useRegisters()
  const left = family.persons.filter(({ state }) => state === 'present')
  const [chosen, setChosen] = useState(left.length === 1 ? String(left[0]?.id) : '')
  const naming = useRegisterSend(
    (reason: string) =>
      api.households.nameHead({ id: family.id, version: family.version, personId: Number(chosen), reason }),
    () => {
      onClose()
      return '新户主已定，历次登记里看得到。'
    },
  )
  const error = naming.problem?.errors.find(({ pointer }) => pointer === '/personId')?.detail
  return (
    <ReasonDialog
      open
      onClose={onClose}
      title={`${family.headName}户定新户主`}
      verb="定为户主"
      explain="其他人与户主的关系没有跟着变，变了的逐位更正。"
      reason={{ label: '事由', max: 200, ready: ['家属商定', '户口簿已变更'] }}
      busy={naming.busy}
      problem={naming.problem}
      onDo={({ reason }) => naming.send(reason)}
    >
      <Field name="personId" label="新户主" group error={error}>
        <RadioRow
          name="personId"
          as="column"
          options={left.map(({ id, name, relation }) => ({
            value: String(id),
            label: `${name}（${RELATION_WORDS[relation]}）`,
          }))}
          value={chosen}
          onChange={setChosen}
        />
      </Field>
    </ReasonDialog>
  )
}
