-- Machines for rent, and leases of them. Amounts are decimal digits, in planck.
CREATE TABLE offers (
	id BIGINT NOT NULL PRIMARY KEY,
	provider TEXT NOT NULL,
	cpu_cores BIGINT NOT NULL,
	memory_mib BIGINT NOT NULL,
	disk_gib BIGINT NOT NULL,
	gpus BIGINT NOT NULL,
	vram_mib BIGINT NOT NULL,
	attributes TEXT NOT NULL,
	units BIGINT NOT NULL,
	used BIGINT NOT NULL,
	price TEXT NOT NULL,
	min_blocks BIGINT NOT NULL,
	max_blocks BIGINT NOT NULL,
	period_blocks BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	measured_at BIGINT,
	measured_blocks BIGINT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	removed_at BIGINT
);
CREATE INDEX offers_by_provider ON offers (provider, id);

CREATE TABLE leases (
	id BIGINT NOT NULL PRIMARY KEY,
	tenant TEXT NOT NULL,
	provider TEXT NOT NULL,
	offer BIGINT NOT NULL,
	units BIGINT NOT NULL,
	state TEXT NOT NULL,
	escrow TEXT NOT NULL,
	paid TEXT NOT NULL,
	signed_until BIGINT,
	ends_at BIGINT,
	reason TEXT,
	refunded TEXT,
	opened_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	ended_at BIGINT
);
CREATE INDEX leases_by_tenant ON leases (tenant, id);
CREATE INDEX leases_by_provider ON leases (provider, id);
CREATE INDEX leases_by_offer ON leases (offer, id);
