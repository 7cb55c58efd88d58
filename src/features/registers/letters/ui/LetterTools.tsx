import { useState } from 'react'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { Button, ConfirmDialog, ReasonDialog, toast } from '../../../../platform/ui/index.ts'
import { problemOf, useRegisterSend, useRegisters } from '../../ui/pieces.tsx'
import type { LetterAccount } from '../contract.ts'

/** What is done with a whole round: marked as sent, ended, opened again, withdrawn, handed out as a list. */
export const LetterTools = ({ account }: { account: LetterAccount }) => {
  const api = useRegisters().letters
  const { today } = useSession()
  const mayWrite = useMay('registers:write')
  const mayTake = useMay('registers:import')
  const [asking, setAsking] = useState<'send' | 'close' | 'reopen' | 'withdraw' | null>(null)
  const [busy, setBusy] = useState(false)
  const { id, place, figures, closedOn } = account
  const send = useRegisterSend(api.send, () => {
    setAsking(null)
    return `${place.name}的慰问信已记寄发；记错了，在下面“记过的”里撤回。`
  })
  const close = useRegisterSend(api.close, () => {
    setAsking(null)
    return '这一批已结束。'
  })
  const reopen = useRegisterSend(api.reopen, () => {
    setAsking(null)
    return '这一批已重开，可以接着记。'
  })
  const withdraw = useRegisterSend(api.withdraw, () => {
    setAsking(null)
    return '这一批已撤回。'
  })
  const waiting = account.places.filter((one) => one.figures.waiting > 0)
  const save = async () => {
    setBusy(true)
    try {
      saveFile(await api.sheet({ id, regionId: place.id }))
    } catch (thrown) {
      toast.failed(problemOf(thrown)?.detail ?? '')
    } finally {
      setBusy(false)
    }
  }
  return (
    <span className="row wrap">
      {mayTake ? (
        <Button icon="out" className="hide-s" busy={busy} onClick={() => void save()}>
          导出名单
        </Button>
      ) : null}
      {account.mayWithdraw ? (
        <Button kind="text" onClick={() => setAsking('withdraw')}>
          撤回这一批
        </Button>
      ) : null}
      {account.mayReopen ? <Button onClick={() => setAsking('reopen')}>重开这一批</Button> : null}
      {account.mayClose ? <Button onClick={() => setAsking('close')}>结束这一批</Button> : null}
      {mayWrite && closedOn === null && figures.waiting > 0 ? (
        <Button kind="primary" onClick={() => setAsking('send')}>
          记已寄
        </Button>
      ) : null}
      <ReasonDialog
        open={asking === 'send'}
        onClose={() => setAsking(null)}
        title={`记已寄：${place.name} ${figures.waiting} 户`}
        verb="记已寄"
        explain={
          <>
            <p>
              把这里待寄的 {figures.waiting} 户全部记为已寄；退回的逐户再记
              {figures.unneeded > 0 ? `，不用寄的 ${figures.unneeded} 户不记` : ''}。真交邮或者送到了再记；记错了 30
              天内可以整批撤回。
            </p>
            {waiting.length > 0 ? (
              <ul className="waiting-places" aria-label="待寄分地方">
                {waiting.map((one) => (
                  <li key={`${one.id}:${one.isOwn}`}>
                    {one.name} <b>{one.figures.waiting}</b> 户
                  </li>
                ))}
              </ul>
            ) : null}
          </>
        }
        reason={false}
        day={{ label: '寄发日', today, start: today, max: today }}
        busy={send.busy}
        problem={send.problem}
        onDo={({ day }) => send.send({ id, regionId: place.id, householdId: null, on: day ?? today })}
      />
      {figures.waiting > 0 ? (
        <ReasonDialog
          open={asking === 'close'}
          onClose={() => setAsking(null)}
          title={`结束：${account.name}`}
          verb="结束这一批"
          explain={`还有 ${figures.waiting} 户没有寄。写明为什么不再寄；结束后不再记寄发和退回，数字冻结；有遗漏的写明原因重开。`}
          busy={close.busy}
          problem={close.problem}
          onDo={({ reason }) => close.send({ id, version: account.version, reason })}
        />
      ) : null}
      <ConfirmDialog
        open={asking === 'close' && figures.waiting === 0}
        onClose={() => setAsking(null)}
        title={`结束：${account.name}`}
        verb="结束这一批"
        busy={close.busy}
        problem={close.problem}
        onDo={() => close.send({ id, version: account.version, reason: '' })}
      >
        结束后不再记寄发和退回；现在的数字连同编号 {account.code}{' '}
        和日期冻结，不再变。有遗漏的写明原因重开，这次的数字照样留着。
      </ConfirmDialog>
      <ReasonDialog
        open={asking === 'reopen'}
        onClose={() => setAsking(null)}
        title={`重开：${account.name}`}
        verb="重开这一批"
        explain="重开以后可以接着记寄发和退回。这次结束时的数字连同日期留着；再结束时另冻结一次。"
        busy={reopen.busy}
        problem={reopen.problem}
        onDo={({ reason }) => reopen.send({ id, version: account.version, reason })}
      />
      <ReasonDialog
        open={asking === 'withdraw'}
        onClose={() => setAsking(null)}
        title={`撤回：${account.name}`}
        verb="撤回这一批"
        explain={`误开的一批，还没有记过寄发的才能撤回。撤回以后 ${account.code} 留在批次里，写着原因，不再计数；这些家庭可以另开一批。`}
        busy={withdraw.busy}
        problem={withdraw.problem}
        onDo={({ reason }) => withdraw.send({ id, version: account.version, reason })}
      />
    </span>
  )
}
