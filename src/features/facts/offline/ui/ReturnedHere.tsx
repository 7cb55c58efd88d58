import { lazy, Suspense, useState } from 'react'
import { ReturnedFacts } from '../../ui/ReturnedFacts.tsx'

const FactDrawer = lazy(async () => ({ default: (await import('../../ui/FactDrawer.tsx')).FactDrawer }))

/** On the page of a village's phone: what arrived and was returned by who looks at it, opened and put right here. */
export const ReturnedHere = () => {
  const [open, setOpen] = useState<number | null>(null)
  return (
    <>
      <ReturnedFacts onOpen={setOpen} />
      <Suspense fallback={null}>
        {open === null ? null : <FactDrawer id={open} onClose={() => setOpen(null)} onOpen={setOpen} />}
      </Suspense>
    </>
  )
}
