-- Amounts are decimal text in planck: they do not fit 64 bits. Everything else that counts is BIGINT.
-- What comes from the chain can be dropped and made again; see CHAIN_TABLES in src/store.rs.

CREATE TABLE head (
	one BIGINT NOT NULL PRIMARY KEY,
	genesis TEXT NOT NULL,
	first BIGINT NOT NULL,
	number BIGINT NOT NULL,
	hash TEXT NOT NULL,
	time_ms BIGINT NOT NULL
);

CREATE TABLE gaps (
	first BIGINT NOT NULL PRIMARY KEY,
	last BIGINT NOT NULL
);

CREATE TABLE events (
	block BIGINT NOT NULL,
	place BIGINT NOT NULL,
	hash TEXT NOT NULL,
	time_ms BIGINT NOT NULL,
	extrinsic BIGINT,
	pallet TEXT NOT NULL,
	name TEXT NOT NULL,
	data TEXT NOT NULL,
	PRIMARY KEY (block, place)
);
CREATE INDEX events_by_name ON events (pallet, name, block, place);

CREATE TABLE event_subjects (
	kind TEXT NOT NULL,
	id TEXT NOT NULL,
	block BIGINT NOT NULL,
	place BIGINT NOT NULL,
	PRIMARY KEY (kind, id, block, place)
);

CREATE TABLE listings (
	id BIGINT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	name TEXT NOT NULL,
	card TEXT NOT NULL,
	uri TEXT NOT NULL,
	published_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	removed_at BIGINT
);
CREATE INDEX listings_by_owner ON listings (owner, id);

CREATE TABLE releases (
	id BIGINT NOT NULL PRIMARY KEY,
	listing BIGINT NOT NULL,
	artefact TEXT NOT NULL,
	bytes BIGINT NOT NULL,
	format TEXT NOT NULL,
	engine TEXT NOT NULL,
	class TEXT NOT NULL,
	licence TEXT NOT NULL,
	context_tokens BIGINT NOT NULL,
	royalty_input TEXT NOT NULL,
	royalty_output TEXT NOT NULL,
	parents TEXT NOT NULL,
	model TEXT,
	bond TEXT,
	added_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	retired_at BIGINT,
	removed_at BIGINT
);
CREATE INDEX releases_by_listing ON releases (listing, id);
CREATE INDEX releases_by_class ON releases (class, id);

CREATE TABLE providers (
	account TEXT NOT NULL PRIMARY KEY,
	endpoint TEXT NOT NULL,
	signing_key TEXT NOT NULL,
	transport_key TEXT NOT NULL,
	status TEXT NOT NULL,
	bond TEXT NOT NULL,
	reserved TEXT NOT NULL,
	jobs BIGINT NOT NULL,
	strikes BIGINT NOT NULL,
	slashes BIGINT NOT NULL,
	hardware TEXT,
	registered_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	removed_at BIGINT
);
CREATE INDEX providers_by_status ON providers (status, account);

CREATE TABLE serving (
	provider TEXT NOT NULL,
	release BIGINT NOT NULL,
	price_input TEXT NOT NULL,
	price_output TEXT NOT NULL,
	weight BIGINT NOT NULL,
	leaving BIGINT NOT NULL,
	PRIMARY KEY (provider, release)
);
CREATE INDEX serving_by_release ON serving (release, provider);

CREATE TABLE jobs (
	id BIGINT NOT NULL PRIMARY KEY,
	requester TEXT NOT NULL,
	release BIGINT,
	subject TEXT NOT NULL,
	assurance TEXT NOT NULL,
	class TEXT NOT NULL,
	max_fee TEXT NOT NULL,
	value_at_risk TEXT NOT NULL,
	deadline BIGINT NOT NULL,
	prompt_tokens BIGINT,
	max_new_tokens BIGINT,
	submitted_at BIGINT NOT NULL,
	state TEXT NOT NULL,
	output TEXT,
	output_tokens BIGINT,
	output_bytes BIGINT,
	losing_percent BIGINT,
	auditors BIGINT NOT NULL,
	charged TEXT,
	royalty TEXT,
	burned TEXT,
	treasury TEXT,
	returned TEXT,
	settled_at BIGINT,
	outcome TEXT,
	ended_at BIGINT,
	updated_at BIGINT NOT NULL
);
CREATE INDEX jobs_by_requester ON jobs (requester, id);
CREATE INDEX jobs_by_release ON jobs (release, id);
CREATE INDEX jobs_by_state ON jobs (state, id);

CREATE TABLE seats (
	job BIGINT NOT NULL,
	seat BIGINT NOT NULL,
	provider TEXT NOT NULL,
	round BIGINT NOT NULL,
	price_input TEXT NOT NULL,
	price_output TEXT NOT NULL,
	drawn_at BIGINT NOT NULL,
	-- From when on it can work: drawn, or given the prompt that had not arrived.
	ready_at BIGINT NOT NULL,
	committed_at BIGINT,
	revealed_at BIGINT,
	vacated_at BIGINT,
	reason TEXT,
	paid TEXT,
	PRIMARY KEY (job, seat)
);
CREATE INDEX seats_by_provider ON seats (provider, job);

CREATE TABLE channels (
	id BIGINT NOT NULL PRIMARY KEY,
	payer TEXT NOT NULL,
	provider TEXT NOT NULL,
	lane TEXT NOT NULL,
	receipt_key TEXT NOT NULL,
	state TEXT NOT NULL,
	until BIGINT,
	deposit TEXT NOT NULL,
	redeemed TEXT NOT NULL,
	pending TEXT NOT NULL,
	collateral TEXT NOT NULL,
	audited BIGINT NOT NULL,
	refuted BIGINT NOT NULL,
	redemptions BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	opened_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	removed_at BIGINT
);
CREATE INDEX channels_by_payer ON channels (payer, id);
CREATE INDEX channels_by_provider ON channels (provider, id);
CREATE INDEX channels_by_state ON channels (state, id);

-- What a release could be had for, whenever that changed.
CREATE TABLE supply (
	release BIGINT NOT NULL,
	block BIGINT NOT NULL,
	providers BIGINT NOT NULL,
	weight BIGINT NOT NULL,
	low_input TEXT,
	low_output TEXT,
	median_input TEXT,
	median_output TEXT,
	PRIMARY KEY (release, block)
);

-- All providers together, whenever that changed.
CREATE TABLE network (
	block BIGINT NOT NULL PRIMARY KEY,
	providers BIGINT NOT NULL,
	bond TEXT NOT NULL
);

CREATE TABLE volumes (
	release BIGINT NOT NULL,
	period BIGINT NOT NULL,
	jobs BIGINT NOT NULL,
	tokens BIGINT NOT NULL,
	charged TEXT NOT NULL,
	royalty TEXT NOT NULL,
	PRIMARY KEY (release, period)
);

-- What grades are made of, counted per period.
CREATE TABLE tallies (
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	period BIGINT NOT NULL,
	name TEXT NOT NULL,
	value BIGINT NOT NULL,
	PRIMARY KEY (kind, subject, period, name)
);
CREATE INDEX tallies_by_period ON tallies (kind, period);

-- What follows does not come from the chain.

CREATE TABLE webhooks (
	id TEXT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	url TEXT NOT NULL,
	filter TEXT NOT NULL,
	secret TEXT NOT NULL,
	created_ms BIGINT NOT NULL,
	-- Events of later blocks have not been looked at.
	seen BIGINT NOT NULL,
	failures BIGINT NOT NULL,
	suspended TEXT
);
CREATE INDEX webhooks_by_owner ON webhooks (owner, id);

CREATE TABLE deliveries (
	webhook TEXT NOT NULL,
	block BIGINT NOT NULL,
	place BIGINT NOT NULL,
	state TEXT NOT NULL,
	attempts BIGINT NOT NULL,
	next_ms BIGINT NOT NULL,
	error TEXT,
	body TEXT NOT NULL,
	PRIMARY KEY (webhook, block, place)
);
CREATE INDEX deliveries_by_time ON deliveries (state, next_ms);

CREATE TABLE idempotency (
	owner TEXT NOT NULL,
	name TEXT NOT NULL,
	digest TEXT NOT NULL,
	answer TEXT NOT NULL,
	created_ms BIGINT NOT NULL,
	PRIMARY KEY (owner, name)
);
