import './older-pdf.ts'
import { useEffect, useRef, useState } from 'react'
import { getDocumentProxy } from 'unpdf'

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

let opened: { address: string; pdf: Promise<Pdf> } | undefined

/** The document of an address; the one looked at last is kept, so that turning a page fetches nothing. */
const openPdf = (address: string): Promise<Pdf> => {
  if (opened?.address === address) return opened.pdf
  const pdf = fetch(address)
    .then((response) => {
      if (!response.ok) throw new Error(response.statusText)
      return response.arrayBuffer()
    })
    .then((bytes) => getDocumentProxy(new Uint8Array(bytes)))
  opened = { address, pdf }
  pdf.catch(() => {
    opened = undefined
  })
  return pdf
}

const WIDTH = 1000

/** One page of a PDF drawn by us: no plug-in, no script of the file. Loaded lazily, it brings the PDF library. */
export const PdfPage = ({ address, page, label }: { address: string; page: number; label: string }) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [state, setState] = useState<'drawing' | 'drawn' | 'failed'>('drawing')
  useEffect(() => {
    let isGone = false
    let stop = () => {}
    setState('drawing')
    const draw = async () => {
      const pdf = await openPdf(address)
      const sheet = await pdf.getPage(page)
      const target = canvas.current
      if (isGone || !target) return
      const viewport = sheet.getViewport({ scale: WIDTH / sheet.getViewport({ scale: 1 }).width })
      target.width = viewport.width
      target.height = viewport.height
      const task = sheet.render({ canvas: target, viewport })
      stop = () => task.cancel()
      await task.promise
      if (!isGone) setState('drawn')
    }
    draw().catch(() => {
      if (!isGone) setState('failed')
    })
    return () => {
      isGone = true
      stop()
    }
  }, [address, page])
  return (
    <>
      {state === 'failed' ? <p role="alert">这一页画不出来，下载原件查看。</p> : null}
      {state === 'drawing' ? <p role="status">正在画这一页…</p> : null}
      <canvas ref={canvas} role="img" aria-label={label} hidden={state === 'failed'} style={{ maxWidth: '100%' }} />
    </>
  )
}
