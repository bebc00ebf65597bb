-- Datasets, and licences of them. Amounts are decimal digits, in planck.
CREATE TABLE datasets (
	id BIGINT NOT NULL PRIMARY KEY,
	owner TEXT NOT NULL,
	name TEXT NOT NULL,
	card TEXT NOT NULL,
	uri TEXT NOT NULL,
	state TEXT NOT NULL,
	flag TEXT,
	bond TEXT NOT NULL,
	sold BIGINT NOT NULL,
	missed BIGINT NOT NULL,
	refuted BIGINT NOT NULL,
	runs BIGINT NOT NULL,
	failed_runs BIGINT NOT NULL,
	budget_total BIGINT NOT NULL,
	budget_spent BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	removed_at BIGINT
);
CREATE INDEX datasets_by_owner ON datasets (owner, id);

CREATE TABLE licenses (
	id BIGINT NOT NULL PRIMARY KEY,
	licensee TEXT NOT NULL,
	dataset BIGINT NOT NULL,
	release BIGINT NOT NULL,
	root TEXT NOT NULL,
	state TEXT NOT NULL,
	compute_only BIGINT NOT NULL,
	price TEXT NOT NULL,
	escrow TEXT NOT NULL,
	paid TEXT NOT NULL,
	uses_left BIGINT,
	ends_at BIGINT,
	reason TEXT,
	refunded TEXT,
	bought_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	ended_at BIGINT
);
CREATE INDEX licenses_by_licensee ON licenses (licensee, id);
CREATE INDEX licenses_by_dataset ON licenses (dataset, id);
CREATE INDEX licenses_by_release ON licenses (release, id);
