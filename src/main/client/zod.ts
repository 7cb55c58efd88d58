import * as z from 'zod'

// zod tries to compile its checks; the content security policy forbids that and the browser would report every attempt.
// This stands in a module of its own, imported before any schema is made.
z.config({ jitless: true })
