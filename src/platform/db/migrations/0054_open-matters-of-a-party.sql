-- What a unit or a post is a party of and has not finished: few of what it ever had, and asked for on every morning's page.
create index matters_open_units on matters using gin (units) where not is_done;
create index matters_open_posts on matters using gin (posts) where not is_done;
