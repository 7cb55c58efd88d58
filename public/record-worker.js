// Keeps the page 记一次 (/record) on the phone, so that it opens without network. It holds the program's own files and nothing else:
// no answer of the server is ever kept here. What waits to be sent lies sealed in the browser's database (docs/adr/0045).
const SHELF = 'tongxin-record'
const LIST = '/record-files.json'
const PAGE = '/record'
const PATIENCE_MS = 4000

/** Fetches the files of the version that is served now, and lets go of those of another. */
const keep = async () => {
  const answer = await fetch(LIST, { cache: 'no-store' })
  if (!answer.ok) return
  const files = await answer.json()
  const shelf = await caches.open(SHELF)
  const held = new Set((await shelf.keys()).map((request) => new URL(request.url).pathname))
  await Promise.all(files.filter((file) => !held.has(file)).map((file) => shelf.add(file)))
  await shelf.add(new Request(PAGE, { cache: 'no-store', headers: { accept: 'text/html' } }))
  const wanted = new Set([...files, PAGE])
  await Promise.all([...held].filter((file) => !wanted.has(file)).map((file) => shelf.delete(file)))
}

self.addEventListener('install', (event) => {
  self.skipWaiting()
  event.waitUntil(keep())
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(keep().catch(() => undefined))
})

const pageOf = async (request) => {
  const held = () => caches.match(PAGE)
  const late = new Promise((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS))
  try {
    return (await Promise.race([fetch(request), late.then(held)])) || fetch(request)
  } catch {
    return (await held()) || Response.error()
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(pageOf(request))
  else event.respondWith(caches.match(request, { ignoreSearch: true }).then((held) => held || fetch(request)))
})
