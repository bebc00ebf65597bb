// A lease with @polkadot/api: reads offers and a quote, opens a lease, reads it back, closes it before it is started,
// and prints everything as JSON. What is to run goes to the provider's daemon (docs/lease-compute.md), not to the
// chain: here there is nothing, so everything comes back.
//
//     node lease.mjs --offer 7 [--blocks 100] [--units 1] [--url ws://127.0.0.1:9944] [--suri //Alice]
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { u8aToHex } from '@polkadot/util';
import { blake2AsHex, randomAsU8a } from '@polkadot/util-crypto';
import { parseArgs } from 'node:util';
import { find, send } from './chain.mjs';
import { view } from './view.mjs';

const { values: options } = parseArgs({
	options: {
		url: { type: 'string', default: 'ws://127.0.0.1:9944' },
		suri: { type: 'string', default: '//Alice' },
		offer: { type: 'string' },
		blocks: { type: 'string', default: '100' },
		units: { type: 'string', default: '1' }
	}
});

// Any machine.
const ANY = {
	resources: { cpuCores: 0, memoryMib: 0, diskGib: 0, gpus: 0, vramMib: 0 },
	attributes: [],
	units: 1,
	blocks: 0,
	priceLimit: null
};

async function held(api, address) {
	const { data } = await api.query.system.account(address);
	return data.reserved.toString();
}

async function main() {
	const api = await ApiPromise.create({
		provider: new WsProvider(options.url), noInitWarn: true, throwOnConnect: true
	});
	try {
		const signer = new Keyring({ type: 'sr25519' }).addFromUri(options.suri);
		const page = await view(api, 'compute', 'offers', ANY, 0, 100);
		const offers = page.offers.map(([id]) => id.toString());
		const offer = options.offer ?? offers[0];
		if (!offers.includes(offer)) {
			throw new Error(`offer ${offer} cannot be taken now; there are: ${offers.join(', ') || 'none'}`);
		}
		const [units, blocks] = [Number(options.units), Number(options.blocks)];
		const quoted = await view(api, 'compute', 'quote', offer, units, blocks);
		if (quoted.isNone) {
			throw new Error(`offer ${offer} has no ${units} units for ${blocks} blocks now`);
		}
		const quote = quoted.unwrap();
		const heldBefore = await held(api, signer.address);
		const order = {
			units,
			blocks,
			escrow: quote.total.toString(),
			usageKey: u8aToHex(randomAsU8a(32)),
			manifest: blake2AsHex('nothing is to run')
		};
		const opened = await send(api, signer,
			api.tx.compute.openLease(offer, order, quote.pricePerBlock.toString()));
		const { lease, provider, startBy } = find(opened.events, 'compute', 'LeaseMatched');
		const stored = await view(api, 'compute', 'lease', lease);
		const stage = stored.unwrap().details.stage.type;
		const closed = await send(api, signer, api.tx.compute.closeLease(lease, null));
		const { reason, paid, refunded } = find(closed.events, 'compute', 'LeaseEnded');
		console.log(JSON.stringify({
			offers,
			offer,
			lease: lease.toString(),
			provider: provider.toString(),
			startBy: startBy.toNumber(),
			total: quote.total.toString(),
			risk: quote.risk.toString(),
			stage,
			ended: reason.toString(),
			paid: paid.toString(),
			refunded: refunded.toString(),
			heldBefore,
			heldAfter: await held(api, signer.address)
		}, null, '\t'));
	} finally {
		await api.disconnect();
	}
}

main().then(() => process.exit(0)).catch((error) => {
	console.error(`lease.mjs: ${error.message}`);
	process.exit(1);
});
