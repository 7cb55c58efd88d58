-- 退回 of 慰问信 is kept when the letter is sent again: how often it came back.
alter table letter_items add column came_back integer not null default 0 check (came_back >= 0);
update letter_items set came_back = 1 where state = 'returned';
