-- Asked at each sign-in of an address alone: whether anybody of the city signed in there lately.
create index known_addresses_address on known_addresses (address, last_at);
