// Stands in for the packages that fetch: this verifier reads what it is given and nothing else.
export const refuse = () => { throw new Error('no network'); };
export const kyPromise = Promise.resolve(refuse);
export const httpClient = {get: refuse, post: refuse};
export default refuse;
