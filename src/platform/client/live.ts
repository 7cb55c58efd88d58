import { useEffect, useRef, useState } from 'react'

/** How a page that hears nothing from the server asks by itself, in milliseconds. */
export const ASK_AGAIN_MS = 60_000

/**
 * Listens to the server's stream while the page is looked at, and calls `onNews` for every event and when the line is back
 * after it was lost. A browser holds few connections to one server, so hidden pages hold none.
 * @returns whether the stream is open; while it is not, the page asks every minute
 */
export const useLiveNews = (url: string | null, onNews: () => void, onEnd?: () => void): boolean => {
  const [isOpen, setOpen] = useState(false)
  const called = useRef({ onNews, onEnd })
  called.current = { onNews, onEnd }

  useEffect(() => {
    if (url === null || typeof EventSource === 'undefined') return undefined
    let source: EventSource | undefined
    const close = () => {
      source?.close()
      source = undefined
      setOpen(false)
    }
    const open = () => {
      if (source) return
      source = new EventSource(url)
      source.addEventListener('open', () => {
        setOpen(true)
        // What happened while nobody listened.
        called.current.onNews()
      })
      source.addEventListener('news', () => called.current.onNews())
      source.addEventListener('end', () => {
        close()
        called.current.onEnd?.()
      })
      // The browser tries again by itself, or has given up where the server refused; either way the page asks meanwhile.
      source.addEventListener('error', () => setOpen(false))
    }
    const look = () => {
      if (document.visibilityState === 'visible') open()
      else close()
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      close()
    }
  }, [url])
  return isOpen
}
