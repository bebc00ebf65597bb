// Has a lease's provider paid what both sides have signed so far, with @polkadot/api. Anybody can: the money is on hold
// at the tenant, and goes to nobody but the provider.
//
//     node claim.mjs --lease 17 [--url ws://127.0.0.1:9944] [--suri //Alice]
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { parseArgs } from 'node:util';
import { find, send } from './chain.mjs';

const { values: options } = parseArgs({
	options: {
		url: { type: 'string', default: 'ws://127.0.0.1:9944' },
		suri: { type: 'string', default: '//Alice' },
		lease: { type: 'string' }
	}
});

async function main() {
	if (!options.lease) {
		throw new Error('name the lease: --lease 17');
	}
	const api = await ApiPromise.create({
		provider: new WsProvider(options.url), noInitWarn: true, throwOnConnect: true
	});
	try {
		const signer = new Keyring({ type: 'sr25519' }).addFromUri(options.suri);
		const { block, events } = await send(api, signer, api.tx.compute.claim(options.lease));
		const { lease, amount } = find(events, 'compute', 'LeasePaid');
		console.log(JSON.stringify({ lease: lease.toString(), block, amount: amount.toString() }));
	} finally {
		await api.disconnect();
	}
}

main().then(() => process.exit(0)).catch((error) => {
	console.error(`claim.mjs: ${error.message}`);
	process.exit(1);
});
