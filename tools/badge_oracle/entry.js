// Judges credentials with Digital Bazaar's implementation, from files only: nothing is fetched.
// stdin: {"credential": …, "documents": {address: document}}; stdout: {"verified": bool, "status": bool, "errors": […]}
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {readFileSync} from 'node:fs';

const {credential, documents} = JSON.parse(readFileSync(0, 'utf8'));

async function documentLoader(url) {
  const document = documents[url] ?? keyOf(url);
  if(!document) throw new Error(`not bundled: ${url}`);
  return {contextUrl: null, documentUrl: url, document};
}

// A method of a DID document that was given, or what did:key says by itself.
function keyOf(url) {
  const [did, fragment] = url.split('#');
  const own = did.startsWith('did:key:') ? did.slice('did:key:'.length) : null;
  const held = documents[did];
  if(held && fragment) {
    const method = held.verificationMethod.find(method => method.id === url);
    return method && {'@context': 'https://w3id.org/security/multikey/v1', ...method};
  }
  if(!own) return null;
  const id = `${did}#${own}`;
  const key = {id, type: 'Multikey', controller: did, publicKeyMultibase: own};
  return fragment ? {'@context': 'https://w3id.org/security/multikey/v1', ...key} :
    {'@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did,
      verificationMethod: [key], assertionMethod: [id]};
}

const messages = error => error ? [error.message, ...(error.errors ?? []).map(one => one.message)] : [];
const suite = new DataIntegrityProof({cryptosuite});
const judged = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
const alone = await vc.verifyCredential({credential, suite, documentLoader, checkStatus: async () => ({verified: true})});
process.stdout.write(JSON.stringify({
  verified: judged.verified, proof: alone.verified,
  errors: [...messages(judged.error), ...messages(judged.statusResult?.error)],
  revoked: (judged.statusResult?.results ?? []).some(result => result.status === true),
}));
