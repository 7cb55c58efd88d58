-- The steps of the codes taken lately: where the clock was turned back, the last step alone cannot tell which were spent.
alter table second_factors add column spent_steps bigint[] not null default '{}';
