-- 慰问信对账: what a round came to on the day it ended, by category and by the places below; under its number it never changes again.
alter table letter_rounds add column frozen jsonb;
alter table letter_rounds add constraint letter_rounds_frozen_with_end check (frozen is null or closed_on is not null);
