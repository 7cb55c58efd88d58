/** What a sentence leaves to be asked, and its answers, for the screens too: nothing here reads. */

/** `words`: the day as it was said. */
export type LastYear = { words: string; startsOn: string; endsOn: string | null }

/** A form whose day was left open, with that of last year, and the question answered. */
export const takeLastYear = <Form extends { startsOn: string | null; endsOn: string | null }>(
  form: Form,
  asks: readonly string[],
  lastYear: LastYear,
): { form: Form; asks: string[] } => ({
  form: { ...form, startsOn: lastYear.startsOn, endsOn: lastYear.endsOn },
  asks: asks.filter((words) => !isDayAsked(words, lastYear)),
})

/** What is asked where several families bear a name of the sentence. */
export const sharedName = (name: string): string => `底册里叫“${name}”的不止一户，没有连到哪户：在“走访的户”里选。`

/** Whether these words ask for the year of the day: the question stands with its two answers beside them. */
export const isDayAsked = (words: string | null, lastYear: LastYear | null): boolean =>
  lastYear !== null && words !== null && words.includes(`“${lastYear.words}”还没到`)
