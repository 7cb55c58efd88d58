-- 查找: facts are found by the first letters of what is said of them too (see 0036). Of a long account the beginning: the letters of a
-- whole page hold nearly every pair, and would find everything.
alter table facts add column letters text[] not null
  generated always as (letter_pairs(title || ' ' || venue || ' ' || left(body, 200))) stored;
create index facts_letters on facts using gin (letters);
